package org.vpt4j.vision.onnx;

import java.util.Arrays;
import java.util.Locale;
import org.vpt4j.vision.error.ConfigException;

/** How a graph stores matrices and kernels. Biases and norms stay float32. */
public enum WeightFormat {
    /** float32 as trained. */
    FP32,
    /** float16 in the file, at half the size; computed in float32. */
    FP16,
    /**
     * 8-bit integers with a scale for each output channel for the matrices of linear layers. Their inputs are quantized at
     * run time, as are the queries and keys of an attention; convolution kernels stay float32.
     */
    INT8;

    /** As in options and files: {@code fp32}, {@code fp16}, {@code int8}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The format of this {@link #label}.
     *
     * @throws ConfigException if there is no such format
     */
    public static WeightFormat named(String label) {
        return Arrays.stream(values())
                .filter(format -> format.label().equalsIgnoreCase(label))
                .findFirst()
                .orElseThrow(() -> new ConfigException("precision: \"" + label + "\" is none of fp32, fp16, int8"));
    }
}
