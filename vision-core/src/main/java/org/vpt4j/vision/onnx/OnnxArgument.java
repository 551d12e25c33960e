package org.vpt4j.vision.onnx;

import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Values that an {@link OnnxGraph#detached} graph has an input for instead.
 *
 * @param name of the input
 * @param type of the input: {@code FLOAT} or {@code FLOAT16}
 * @param values and their shape
 */
public record OnnxArgument(String name, ElementType type, FloatTensor values) {}
