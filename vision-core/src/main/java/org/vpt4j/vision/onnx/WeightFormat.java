package org.vpt4j.vision.onnx;

import java.util.Arrays;
import java.util.Locale;
import org.vpt4j.vision.error.ConfigException;

/** How a graph stores the large weights. Small ones, biases and norms stay float32. */
public enum WeightFormat {
    /** float32 as trained. */
    FP32,
    /** float16 in the file, half its size; computed in float32. */
    FP16,
    /**
     * 8-bit integers with a scale for each output channel for the matrices of linear layers, whose inputs are quantized
     * while running, as are queries and keys of an attention; the kernels of convolutions stay float32.
     */
    INT8;

    /** What users write: {@code fp32}, {@code fp16}, {@code int8}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The format of this {@link #label}.
     *
     * @throws ConfigException if there is none
     */
    public static WeightFormat named(String label) {
        return Arrays.stream(values())
                .filter(format -> format.label().equalsIgnoreCase(label))
                .findFirst()
                .orElseThrow(() -> new ConfigException("precision: \"" + label + "\" is none of fp32, fp16, int8"));
    }
}
