package org.vpt4j.detect.head;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Group norm (Wu and He 2018) with SiLU behind it inside of an ONNX graph, whose operator set 17 has no such operator: to
 * instance norm a group is one long channel.
 *
 * @param groups G that the channels are divided into
 * @param weight {@code [C, 1, 1]}
 * @param bias {@code [C, 1, 1]}
 * @param ones {@code [G]}, for the instance norm's own scale
 * @param zeros {@code [G]}, for its own shift
 */
record GroupNorm(int groups, OnnxValue weight, OnnxValue bias, OnnxValue ones, OnnxValue zeros) {
    private static final float EPSILON = 1e-5f; // PyTorch's

    /**
     * Adds the constants.
     *
     * @param name of the layer: they are called {@code NAME.weight} and {@code NAME.bias}, here as in {@code values}
     */
    public static GroupNorm of(OnnxGraph graph, Map<String, FloatTensor> values, String name, int groups) {
        float[] ones = new float[groups];
        Arrays.fill(ones, 1);
        return new GroupNorm(
                groups,
                column(graph, values, name + ".weight"),
                column(graph, values, name + ".bias"),
                graph.constant("ones", FloatTensor.vector(ones)),
                graph.constant("zeros", FloatTensor.zeros(groups)));
    }

    private static OnnxValue column(OnnxGraph graph, Map<String, FloatTensor> values, String name) {
        FloatTensor vector = values.get(name);
        return graph.constant(name, new FloatTensor(new long[] {vector.size(), 1, 1}, vector.values()));
    }

    /** Adds {@code silu(norm(x))}; x is {@code [B, C, h, w]} of any size. */
    public OnnxValue silu(OnnxGraph graph, OnnxValue x) {
        OnnxValue grouped = graph.node("Reshape", x, graph.integers(0, groups, -1));
        OnnxValue normal =
                graph.node("InstanceNormalization", List.of(grouped, ones, zeros), Map.of("epsilon", EPSILON));
        OnnxValue shaped = graph.node("Reshape", normal, graph.node("Shape", x));
        OnnxValue affine = graph.node("Add", graph.node("Mul", shaped, weight), bias);
        return graph.node("Mul", affine, graph.node("Sigmoid", affine));
    }
}
