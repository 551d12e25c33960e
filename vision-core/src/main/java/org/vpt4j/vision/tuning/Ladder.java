package org.vpt4j.vision.tuning;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.vpt4j.vision.encoder.FeatureAdapter;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;
import org.vpt4j.vision.script.ScriptSource;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * A ladder beside an encoder, with a rung for each layer that it reads: the layer's map comes down to r channels, is mixed
 * into the ladder's state by a learned gate, and the state passes a residual block (norm, depth-wise 3x3 convolution, GELU,
 * 1x1 convolution). What stands on the last rung goes up to D channels and is added to every map that the head reads.
 *
 * <p>Parameters, at each layer i from 0 that is read: {@code layer.i.down.weight [r, D, 1, 1], down.bias [r], gate [1]} (but
 * for the first), {@code norm.weight|bias [r], depth.weight [r, 1, 3, 3], depth.bias [r], point.weight [r, r, 1, 1],
 * point.bias [r]}; and {@code up.weight [D, r, 1, 1], up.bias [D]}.
 *
 * @param layers that it reads, ascending; 1 is the first
 * @param width r
 */
record Ladder(List<Integer> layers, int width) implements FeatureAdapter {
    private static final float EPSILON = 1e-5f;

    Ladder {
        layers = List.copyOf(layers);
    }

    private static String rung(int layer) {
        return "layer." + (layer - 1) + ".";
    }

    Map<String, Shape> shapes(int d) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (int layer : layers) {
            String rung = rung(layer);
            shapes.put(rung + "down.weight", new Shape(width, d, 1, 1));
            shapes.put(rung + "down.bias", new Shape(width));
            if (layer != layers.get(0)) {
                shapes.put(rung + "gate", new Shape(1));
            }
            shapes.put(rung + "norm.weight", new Shape(width));
            shapes.put(rung + "norm.bias", new Shape(width));
            shapes.put(rung + "depth.weight", new Shape(width, 1, 3, 3));
            shapes.put(rung + "depth.bias", new Shape(width));
            shapes.put(rung + "point.weight", new Shape(width, width, 1, 1));
            shapes.put(rung + "point.bias", new Shape(width));
        }
        shapes.put("up.weight", new Shape(d, width, 1, 1));
        shapes.put("up.bias", new Shape(d));
        return shapes;
    }

    /** Values before training: kernels as usual, the last one zero, gates half open. */
    static float[] start(String parameter, Shape shape, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(shape.size())];
        if (parameter.endsWith("norm.weight")) {
            Arrays.fill(values, 1);
        } else if (parameter.endsWith(".weight") && !parameter.startsWith("up")) {
            return KaimingUniform.values(shape, random);
        }
        return values;
    }

    @Override
    public ScriptSource source() {
        return new ScriptSource(Ladder.class, "ladder.py", Map.of("layers", layers, "eps", (double) EPSILON));
    }

    @Override
    public List<OnnxValue> write(
            OnnxGraph graph, List<OnnxValue> read, List<OnnxValue> maps, Map<String, FloatTensor> values) {
        OnnxValue state = null;
        for (int i = 0; i < layers.size(); i++) {
            String rung = rung(layers.get(i));
            OnnxValue down = convolution(graph, rung + "down", read.get(i), values, 1);
            state = block(graph, rung, state == null ? down : mixed(graph, rung, state, down, values), values);
        }
        OnnxValue up = convolution(graph, "up", state, values, 1);
        return maps.stream().map(map -> graph.node("Add", map, up)).toList();
    }

    private static OnnxValue mixed(
            OnnxGraph graph, String rung, OnnxValue state, OnnxValue down, Map<String, FloatTensor> values) {
        OnnxValue gate = graph.node("Sigmoid", graph.constant(rung + "gate", values.get(rung + "gate")));
        return graph.node("Add", down, graph.node("Mul", graph.node("Sub", state, down), gate));
    }

    private OnnxValue block(OnnxGraph graph, String rung, OnnxValue state, Map<String, FloatTensor> values) {
        OnnxValue last = graph.node("Transpose", List.of(state), Map.of("perm", new long[] {0, 2, 3, 1}));
        OnnxValue weight = graph.constant(rung + "norm.weight", values.get(rung + "norm.weight"));
        OnnxValue bias = graph.constant(rung + "norm.bias", values.get(rung + "norm.bias"));
        OnnxValue normed =
                graph.node("LayerNormalization", List.of(last, weight, bias), Map.of("axis", -1, "epsilon", EPSILON));
        OnnxValue map = graph.node("Transpose", List.of(normed), Map.of("perm", new long[] {0, 3, 1, 2}));
        OnnxValue seen = graph.gelu(convolution(graph, rung + "depth", map, values, width));
        return graph.node("Add", state, convolution(graph, rung + "point", seen, values, 1));
    }

    private static OnnxValue convolution(
            OnnxGraph graph, String name, OnnxValue x, Map<String, FloatTensor> values, int groups) {
        FloatTensor kernel = values.get(name + ".weight");
        long around = kernel.shape()[3] / 2;
        return graph.node(
                "Conv",
                List.of(
                        x,
                        graph.weight(name + ".weight", kernel),
                        graph.constant(name + ".bias", values.get(name + ".bias"))),
                Map.of("group", groups, "pads", new long[] {around, around, around, around}));
    }
}
