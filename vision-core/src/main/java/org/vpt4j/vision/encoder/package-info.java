/** Frozen vision transformers: what they look like, and how an image becomes feature maps. */
package org.vpt4j.vision.encoder;
