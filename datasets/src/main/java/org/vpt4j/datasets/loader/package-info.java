/**
 * From image files to batches of pixels and boxes. The seed determines their order and augmentation. Part of the API.
 */
package org.vpt4j.datasets.loader;
