/**
 * Images and their geometry: decoding, boxes, letterbox, normalisation. Nothing here depends on a network. Part of
 * the API.
 */
package org.vpt4j.vision.image;
