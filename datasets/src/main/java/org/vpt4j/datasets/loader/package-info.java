/**
 * Training batches: image files become batches of pixels and boxes, in an order and with augmentations that a seed
 * determines. Part of the API.
 */
package org.vpt4j.datasets.loader;
