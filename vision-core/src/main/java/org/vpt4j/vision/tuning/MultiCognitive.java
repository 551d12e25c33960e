package org.vpt4j.vision.tuning;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.vpt4j.vision.encoder.PatchGrid;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;
import org.vpt4j.vision.script.ScriptSource;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Mona's multi-cognitive visual adapter (Yin et al. 2025, section 3.2): a scaled norm, down to r channels, depth-wise
 * convolutions of 3, 5 and 7 patches averaged, a 1x1 convolution, GELU, and up. Only patches take part: class, register
 * and prompt tokens, which its Swin transformers do not have, pass by.
 *
 * <p>The published norm's own weight and bias are left out: its factor {@code norm} and the bias of down do the same.
 *
 * @param width r
 */
record MultiCognitive(Place place, int width) implements TrainedBranch {
    private static final List<Integer> KERNELS = List.of(3, 5, 7);
    private static final float EPSILON = 1e-5f;

    @Override
    public Map<String, Shape> shapes(int d) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("norm", new Shape(d));
        shapes.put("plain", new Shape(d));
        shapes.put("down.weight", new Shape(width, d));
        shapes.put("down.bias", new Shape(width));
        for (int kernel : KERNELS) {
            shapes.put("conv" + kernel + ".weight", new Shape(width, 1, kernel, kernel));
            shapes.put("conv" + kernel + ".bias", new Shape(width));
        }
        shapes.put("mix.weight", new Shape(width, width, 1, 1));
        shapes.put("mix.bias", new Shape(width));
        shapes.put("up.weight", new Shape(d, width));
        shapes.put("up.bias", new Shape(d));
        return shapes;
    }

    /** The norm begins with almost no part in it, as published. */
    @Override
    public float[] start(String parameter, Shape shape, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(shape.size())];
        if (parameter.equals("norm")) {
            Arrays.fill(values, 1e-6f);
        } else if (parameter.equals("plain")) {
            Arrays.fill(values, 1);
        } else if (parameter.endsWith(".weight") && !parameter.startsWith("up")) {
            return KaimingUniform.values(shape, random);
        }
        return values;
    }

    @Override
    public ScriptSource source() {
        return new ScriptSource(MultiCognitive.class, "multi_cognitive.py");
    }

    @Override
    public OnnxValue write(
            OnnxGraph graph, String name, OnnxValue tokens, PatchGrid grid, Map<String, FloatTensor> values) {
        OnnxValue factor = graph.constant(name + "norm", values.get("norm"));
        OnnxValue normed =
                graph.node("LayerNormalization", List.of(tokens, factor), Map.of("axis", -1, "epsilon", EPSILON));
        OnnxValue plain = graph.node("Mul", tokens, graph.constant(name + "plain", values.get("plain")));
        OnnxValue both = graph.node("Add", normed, plain);
        OnnxValue x = grid.map(graph.linear(name + "down", both, values.get("down.weight"), values.get("down.bias")));
        OnnxValue sum = null;
        for (int kernel : KERNELS) {
            OnnxValue seen = convolution(graph, name, "conv" + kernel, x, values, width);
            sum = sum == null ? seen : graph.node("Add", sum, seen);
        }
        x = graph.node("Add", graph.node("Div", sum, graph.scalar(KERNELS.size())), x);
        x = graph.gelu(graph.node("Add", convolution(graph, name, "mix", x, values, 1), x));
        OnnxValue back = graph.node(
                "Transpose",
                List.of(graph.node("Reshape", x, graph.integers(0, 0, -1))),
                Map.of("perm", new long[] {0, 2, 1}));
        return grid.padded(graph.linear(name + "up", back, values.get("up.weight"), values.get("up.bias")), tokens);
    }

    private static OnnxValue convolution(
            OnnxGraph graph, String name, String part, OnnxValue x, Map<String, FloatTensor> values, int groups) {
        FloatTensor kernel = values.get(part + ".weight");
        long around = kernel.shape()[3] / 2;
        return graph.node(
                "Conv",
                List.of(
                        x,
                        graph.weight(name + part + ".weight", kernel),
                        graph.constant(name + part + ".bias", values.get(part + ".bias"))),
                Map.of("group", groups, "pads", new long[] {around, around, around, around}));
    }
}
