/**
 * Detection heads: the trained network on top of the encoder, with its loss and decoding.
 *
 * <p>To add one, implement {@link DetectionHead} and a {@link DetectionHeadProvider}; CONTRIBUTING.md has the recipe.
 *
 * <p>Part of the API, for plug-ins.
 */
package org.vpt4j.detect.head;
