package org.vpt4j.vision.tuning;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.vpt4j.vision.encoder.FeatureAdapter;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.script.Script;

/**
 * A ladder network parallel to an encoder, with a rung for each layer it reads: the layer's map is reduced to r channels,
 * mixed into the ladder's state by a learned gate, and the state passes a residual block (norm, depth-wise 3x3 convolution,
 * GELU, 1x1 convolution). The final state is projected to D channels and added to every map that the head reads.
 *
 * <p>Parameters, for each layer i read, from 0: {@code layer.i.down.weight [r, D, 1, 1], down.bias [r], gate [1]} (not
 * for the first), {@code norm.weight|bias [r], depth.weight [r, 1, 3, 3], depth.bias [r], point.weight [r, r, 1, 1],
 * point.bias [r]}; and {@code up.weight [D, r, 1, 1], up.bias [D]}.
 *
 * @param layers the layers it reads, ascending; 1 is the first
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

    /** Initial values: kernels as usual, the last one zero, gates half open. */
    static float[] start(String parameter, Shape shape, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(shape.size())];
        if (parameter.endsWith("norm.weight")) {
            Arrays.fill(values, 1);
        } else if (parameter.endsWith(".weight") && !parameter.startsWith("up")) {
            return Initialization.kaiming(shape, random);
        }
        return values;
    }

    @Override
    public Script.Source source() {
        return new Script.Source(Ladder.class, "ladder.py", Map.of("layers", layers, "eps", (double) EPSILON));
    }

    @Override
    public List<OnnxGraph.Value> write(
            OnnxGraph graph, List<OnnxGraph.Value> read, List<OnnxGraph.Value> maps, OnnxWeights w) {
        OnnxGraph.Value state = null;
        for (int i = 0; i < layers.size(); i++) {
            String rung = rung(layers.get(i));
            OnnxGraph.Value down = graph.conv2d(read.get(i), w, rung + "down");
            if (i > 0) {
                OnnxGraph.Value gate = graph.sigmoid(w.constant(rung + "gate"));
                down = graph.add(down, graph.mul(graph.sub(state, down), gate));
            }
            state = block(graph, down, w, rung);
        }
        OnnxGraph.Value up = graph.conv2d(state, w, "up");
        return maps.stream().map(map -> graph.add(map, up)).toList();
    }

    private OnnxGraph.Value block(OnnxGraph graph, OnnxGraph.Value state, OnnxWeights w, String rung) {
        OnnxGraph.Value last = graph.transpose(state, 0, 2, 3, 1);
        OnnxGraph.Value normed = graph.layerNorm(last, w, rung + "norm", EPSILON);
        OnnxGraph.Value x = graph.transpose(normed, 0, 3, 1, 2);
        x = graph.gelu(graph.conv2d(x, w, rung + "depth", 1, 1, width));
        return graph.add(state, graph.conv2d(x, w, rung + "point"));
    }
}
