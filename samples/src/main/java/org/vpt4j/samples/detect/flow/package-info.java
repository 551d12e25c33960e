/**
 * What flows through {@code vpt4j detect}: images from a {@link org.vpt4j.samples.detect.flow.FrameSource}, with what was
 * found on them to a {@link org.vpt4j.samples.detect.flow.DetectionSink}.
 */
package org.vpt4j.samples.detect.flow;
