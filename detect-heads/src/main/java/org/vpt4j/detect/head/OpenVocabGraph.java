package org.vpt4j.detect.head;

import java.util.List;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;

/** {@code open_vocab.py} in ONNX, method by method. */
final class OpenVocabGraph {
    private final OnnxGraph graph;
    private final WordSettings words;
    private final double adapt;

    OpenVocabGraph(OnnxGraph graph, WordSettings words, double adapt) {
        this.graph = graph;
        this.words = words;
        this.adapt = adapt;
    }

    /** {@code [B, E, h, w] -> [B, h * w, E]}. */
    private OnnxGraph.Value listed(OnnxGraph.Value e) {
        return graph.transpose(graph.reshape(e, 0, 0, -1), 0, 2, 1);
    }

    /** Resampled to a size {@code [2]}. */
    private OnnxGraph.Value resampled(OnnxGraph.Value e, OnnxGraph.Value size) {
        OnnxGraph.Value none = graph.vector();
        OnnxGraph.Value target = graph.concat(0, graph.shape(e, 0, 2), size);
        return graph.node(
                "Resize",
                List.of(e, none, none, target),
                Map.of("mode", "linear", "coordinate_transformation_mode", "half_pixel"));
    }

    private OnnxGraph.Value likeness(OnnxGraph.Value region, OnnxGraph.Value texts, int dimensions) {
        OnnxGraph.Value turned = dimensions == 2 ? graph.transpose(texts, 1, 0) : graph.transpose(texts, 0, 2, 1);
        return graph.matmul(region, turned);
    }

    /**
     * Class logits {@code [B, N, C]}.
     *
     * @param towers {@code [B, N, 1 + E]}
     * @param map {@code [B, D, h, w]}
     */
    OnnxGraph.Value forward(OnnxGraph.Value towers, OnnxGraph.Value map, OnnxWeights w) {
        OnnxGraph.Value e = PatchWordsGraph.embed(graph, map, w, words);
        OnnxGraph.Value size = graph.shape(e, 2, 4);
        OnnxGraph.Value two = graph.integers(2);
        OnnxGraph.Value fine = resampled(e, graph.mul(size, two));
        OnnxGraph.Value coarse = resampled(e, graph.div(graph.add(size, graph.integers(1)), two));
        OnnxGraph.Value known = graph.concat(1, listed(fine), listed(e), listed(coarse));
        List<OnnxGraph.Value> parts = graph.split(towers, 2, 1, words.joint());
        float largest = (float) (adapt / Math.sqrt(words.joint()));
        OnnxGraph.Value learned = graph.mul(graph.node("Tanh", parts.get(1)), graph.scalar(largest));
        OnnxGraph.Value region = PatchWordsGraph.unit(graph, graph.add(PatchWordsGraph.unit(graph, known), learned));
        OnnxGraph.Value texts = w.constant(WordSettings.TEXT);
        OnnxGraph.Value near = likeness(region, texts, w.shape(WordSettings.TEXT).length);
        OnnxGraph.Value nothing = graph.node(
                "ReduceMax",
                List.of(likeness(region, w.constant(WordSettings.BACKGROUND), 2)),
                Map.of("axes", new long[] {2}, "keepdims", 1));
        OnnxGraph.Value scaled = graph.mul(graph.sub(near, nothing), graph.exp(w.constant(OpenVocabHead.TEMPERATURE)));
        return graph.add(graph.add(scaled, parts.get(0)), w.constant(OpenVocabHead.BIAS));
    }
}
