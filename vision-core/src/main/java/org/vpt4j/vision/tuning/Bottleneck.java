package org.vpt4j.vision.tuning;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.vpt4j.vision.encoder.PatchGrid;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.tuning.BranchTuning.TrainedBranch;

/**
 * AdaptFormer's branch (Chen et al. 2022, equation 4): {@code s * up(relu(down(x)))} on every token, parallel to the MLP.
 * As in the authors' code, its input is the tokens before the MLP's norm.
 *
 * @param width r, the bottleneck dimension
 * @param scale s
 */
record Bottleneck(int width, double scale) implements TrainedBranch {
    /** The setting for the width, with this default. */
    static Setting<Integer> width(int fallback) {
        return Setting.whole("bottleneck", fallback, 1, 4096, "values that a token is brought down to");
    }

    @Override
    public Place place() {
        return Place.PARALLEL_TO_MLP;
    }

    @Override
    public Map<String, Shape> shapes(int d) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("down.weight", new Shape(width, d));
        shapes.put("down.bias", new Shape(width));
        shapes.put("up.weight", new Shape(d, width));
        shapes.put("up.bias", new Shape(d));
        return shapes;
    }

    @Override
    public float[] start(String parameter, Shape shape, SplittableRandom random) {
        return parameter.equals("down.weight")
                ? Initialization.kaiming(shape, random)
                : new float[Math.toIntExact(shape.size())];
    }

    @Override
    public Script.Source source() {
        return new Script.Source(Bottleneck.class, "bottleneck.py");
    }

    @Override
    public OnnxGraph.Value write(OnnxGraph graph, OnnxGraph.Value x, OnnxWeights w, PatchGrid grid) {
        OnnxGraph.Value down = graph.linear(x, w, "down");
        return graph.linear(graph.relu(down), w, "up");
    }
}
