/** Images and the geometry on them: decoding, boxes, letterbox, normalisation. Nothing here knows of a network. */
package org.vpt4j.vision.image;
