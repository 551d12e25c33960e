/**
 * Detection heads: the trainable block behind the frozen encoder, with its loss and its decoding.
 *
 * <p>Another head is a class that implements {@link org.vpt4j.detect.head.DetectionHead}, its
 * {@link org.vpt4j.detect.head.HeadNetwork} with a TorchScript resource beside, and a line in
 * {@link org.vpt4j.detect.head.DetectionHeads}, or a {@link org.vpt4j.detect.head.DetectionHeadProvider} in an archive of
 * your own.
 */
package org.vpt4j.detect.head;
