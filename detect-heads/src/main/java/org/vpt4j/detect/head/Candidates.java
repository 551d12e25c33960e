package org.vpt4j.detect.head;

import org.vpt4j.vision.onnx.OnnxValue;

/**
 * A head's outputs in an ONNX graph; N is the head's own number of locations.
 *
 * @param scores {@code [B, N, C]}, each in 0..1
 * @param boxes {@code [B, N, 4]}, xyxy in input pixels
 */
public record Candidates(OnnxValue scores, OnnxValue boxes) {}
