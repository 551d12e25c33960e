package org.vpt4j.detect.head;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;

/** {@code patch_words.py} in ONNX: patches in the space that images share with texts. */
final class PatchWordsGraph {
    private PatchWordsGraph() {}

    /**
     * Embeds patches.
     *
     * @param map {@code [B, D, h, w]}
     * @param w has {@code words.*}
     * @return {@code [B, E, h, w]}, of unit length along E
     */
    static OnnxGraph.Value embed(OnnxGraph graph, OnnxGraph.Value map, OnnxWeights w, WordSettings settings) {
        OnnxGraph.Value value = graph.linear(graph.transpose(map, 0, 2, 3, 1), w, "words.value");
        OnnxGraph.Value normed =
                norm(graph, value, Math.toIntExact(w.shape("words.value.bias")[0]), settings.epsilon());
        OnnxGraph.Value e;
        if (settings.hidden() == 0) {
            e = graph.linear(normed, w, "words.out");
        } else {
            OnnxGraph.Value hidden = graph.geluTanh(graph.linear(normed, w, "words.fc1"));
            e = graph.add(value, graph.linear(hidden, w, "words.fc2"));
        }
        return graph.transpose(unit(graph, e), 0, 3, 1, 2);
    }

    /** A layer norm without scale and shift. */
    private static OnnxGraph.Value norm(OnnxGraph graph, OnnxGraph.Value x, int width, double epsilon) {
        float[] ones = new float[width];
        Arrays.fill(ones, 1);
        return graph.node(
                "LayerNormalization", List.of(x, graph.vector(ones)), Map.of("axis", -1, "epsilon", (float) epsilon));
    }

    /** Divided by its length along the last axis. */
    static OnnxGraph.Value unit(OnnxGraph graph, OnnxGraph.Value x) {
        OnnxGraph.Value length = graph.node("ReduceL2", List.of(x), Map.of("axes", new long[] {-1}, "keepdims", 1));
        return graph.div(x, graph.node("Max", length, graph.scalar(1e-12f)));
    }

    /**
     * Cosines of texts and patches.
     *
     * @param texts {@code [C, E]} or {@code [B, C, E]}
     * @param e {@code [B, E, h, w]}
     * @return {@code [B, C, h, w]}
     */
    static OnnxGraph.Value cosines(OnnxGraph graph, OnnxGraph.Value texts, OnnxGraph.Value e) {
        OnnxGraph.Value flat = graph.matmul(texts, graph.reshape(e, 0, 0, -1));
        OnnxGraph.Value shape = graph.concat(
                0, graph.integers(0, -1), graph.shape(e, 2, 4)); // 0 keeps the batch, -1 is the number of texts
        return graph.node("Reshape", flat, shape);
    }
}
