package org.vpt4j.vision.onnx;

/**
 * A tensor inside an {@link OnnxGraph}: an input, a constant, or the result of an operator.
 *
 * @param name unique in its graph
 */
public record OnnxValue(String name) {}
