package org.vpt4j.vision.encoder;

import java.util.List;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;
import org.vpt4j.vision.tensor.FloatTensor;

/** Writes what a task has put between an encoder and its head into an {@link OnnxGraph}: a part of the task, not of the encoder. */
public final class FeatureGraph {
    private FeatureGraph() {}

    /**
     * The part as nodes; none where the task has no such part.
     *
     * @param maps {@code [B, D, h, w]} by layer, as the encoder gives them: those that the head asks for, and those that
     *     are {@linkplain FeatureAdapter#layers read} besides
     * @param layers that the head asks for
     * @return what the head gets, in the order of {@code layers}
     */
    public static List<OnnxValue> write(
            OnnxGraph graph, AdaptationConstants constants, Map<Integer, OnnxValue> maps, List<Integer> layers) {
        List<OnnxValue> seen = layers.stream().map(maps::get).toList();
        for (FeatureAdapter.Learned<Map<String, FloatTensor>> learned : constants.features()) {
            FeatureAdapter adapter = learned.adapter();
            List<OnnxValue> read = adapter.layers().stream().map(maps::get).toList();
            List<OnnxValue> before = seen;
            seen = graph.in("features", () -> adapter.write(graph, read, before, learned.values()));
        }
        return seen;
    }
}
