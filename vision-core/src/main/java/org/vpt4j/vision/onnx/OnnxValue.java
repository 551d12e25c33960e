package org.vpt4j.vision.onnx;

/**
 * A tensor inside an {@link OnnxGraph}: an input, a constant, or what an operator gives.
 *
 * @param name unique in its graph
 */
public record OnnxValue(String name) {}
