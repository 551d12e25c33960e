package org.vpt4j.vision.onnx;

/** How a graph stores the large weights. Small ones, biases and norms stay float32. */
public enum WeightFormat {
    /** float32 as trained. */
    FP32,
    /** float16 in the file, half its size; computed in float32. */
    FP16,
    /**
     * 8-bit integers with a scale for each output channel for the matrices of linear layers, whose inputs are quantized
     * while running; the kernels of convolutions stay float32.
     */
    INT8
}
