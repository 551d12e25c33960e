package org.vpt4j.vision.text;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.tensor.FloatTensor;

/** A text encoder in an ONNX graph, on class names with learned vectors among their tokens. */
final class ContextGraph {
    private final OnnxGraph graph;
    private final TextFolder text;
    private final ContextTokens tokens;

    ContextGraph(OnnxGraph graph, TextFolder text, ContextTokens tokens) {
        this.graph = graph;
        this.text = text;
        this.tokens = tokens;
    }

    /** {@code [B, n, W] -> [B, C, E]}. */
    OnnxGraph.Value embeddings(OnnxGraph.Value vectors) {
        TextConfig config = text.config();
        int classes = tokens.ids().length;
        int length = tokens.ids()[0].length;
        int width = config.width();
        FloatTensor known = tokens.known();
        OnnxGraph.Value rows =
                graph.weight("text/known", new FloatTensor(new long[] {1, known.shape()[0], width}, known.values()));
        OnnxGraph.Value images = graph.concat(0, graph.shape(vectors, 0, 1), graph.integers(1, 1));
        OnnxGraph.Value table = graph.concat(1, graph.node("Expand", rows, images), vectors);
        long[] flat = Arrays.stream(tokens.ids()).flatMapToLong(Arrays::stream).toArray();
        OnnxGraph.Value embedded = graph.reshape(graph.gather(table, 1, graph.integers(flat)), -1, length, width);
        TextEncoderGraph encoder = new TextEncoderGraph(graph, config, OnnxTextEncoder.weights(graph, "text/", text));
        OnnxGraph.Value out = graph.reshape(encoder.layers(embedded), -1, classes, length, width);
        FloatTensor chosen = FloatTensor.zeros(classes, length, 1);
        for (int c = 0; c < classes; c++) {
            chosen.values()[c * length + (int) tokens.ends()[c]] = 1;
        }
        OnnxGraph.Value only = graph.mul(out, graph.constant("text/ends", chosen));
        OnnxGraph.Value last = graph.node("ReduceSum", List.of(only, graph.integers(2)), Map.of("keepdims", 0));
        return encoder.projected(last);
    }
}
