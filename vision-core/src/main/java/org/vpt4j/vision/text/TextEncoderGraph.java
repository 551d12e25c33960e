package org.vpt4j.vision.text;

import java.util.List;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.tensor.FloatTensor;

/** {@code text_encoder.py} in ONNX, with its methods in the same order. */
final class TextEncoderGraph {
    /** Of the graph that {@link #encoder} makes. */
    static final String IDS = "input_ids";

    static final String ENDS = "ends";
    static final String EMBEDDINGS = "text_embeds";

    private final OnnxGraph graph;
    private final TextConfig config;
    private final OnnxWeights w;

    TextEncoderGraph(OnnxGraph graph, TextConfig config, OnnxWeights w) {
        this.graph = graph;
        this.config = config;
        this.w = w;
    }

    /**
     * The whole encoder: {@value #IDS} {@code [B, T]} and {@value #ENDS} {@code [B]}, both int64, to {@value #EMBEDDINGS}
     * {@code [B, E]} of unit length.
     *
     * @param weights as {@link TextConfig#shapes} names them
     */
    static OnnxGraph encoder(TextConfig config, OnnxGraph graph, OnnxWeights weights) {
        OnnxGraph.Value ids = graph.input(IDS, OnnxGraph.ElementType.INT64, "B", "T");
        OnnxGraph.Value ends = graph.input(ENDS, OnnxGraph.ElementType.INT64, "B");
        TextEncoderGraph encoder = new TextEncoderGraph(graph, config, weights);
        OnnxGraph.Value embedded = graph.gather(weights.weight("token"), 0, ids);
        graph.output(encoder.forward(embedded, ends), EMBEDDINGS, OnnxGraph.ElementType.FLOAT, "B", config.joint());
        return graph;
    }

    private OnnxGraph.Value norm(OnnxGraph.Value x, String name) {
        return graph.layerNorm(x, w, name, config.epsilon());
    }

    /** {@code [B, T, W] -> [B, heads, T, W/heads]}. */
    private OnnxGraph.Value split(OnnxGraph.Value x) {
        return graph.transpose(graph.reshape(x, 0, 0, config.heads(), config.width() / config.heads()), 0, 2, 1, 3);
    }

    private OnnxGraph.Value attention(OnnxGraph.Value x, OnnxGraph.Value mask, String layer) {
        List<OnnxGraph.Value> parts = graph.chunk(graph.linear(norm(x, layer + "norm1"), w, layer + "qkv"), 3, 2);
        OnnxGraph.Value q = split(parts.get(0));
        OnnxGraph.Value k = graph.transpose(split(parts.get(1)), 0, 1, 3, 2);
        float scale = (float) (1 / Math.sqrt((double) config.width() / config.heads()));
        OnnxGraph.Value scores = graph.mul(graph.matmul(q, k), graph.scalar(scale));
        OnnxGraph.Value seen = config.causal() ? graph.add(scores, mask) : scores;
        OnnxGraph.Value a = graph.matmul(graph.softmax(seen), split(parts.get(2)));
        return graph.linear(graph.reshape(graph.transpose(a, 0, 2, 1, 3), 0, 0, config.width()), w, layer + "proj");
    }

    private OnnxGraph.Value activation(OnnxGraph.Value x) {
        return switch (config.gelu()) {
            case EXACT -> graph.gelu(x);
            case QUICK -> graph.quickGelu(x);
            case TANH -> graph.geluTanh(x);
        };
    }

    /** {@code [T, T]}: 0 up to the diagonal, and so low a number above it that nothing is left of it after softmax. */
    private FloatTensor causalMask() {
        int side = config.context();
        FloatTensor mask = FloatTensor.zeros(side, side);
        for (int row = 0; row < side; row++) {
            for (int column = row + 1; column < side; column++) {
                mask.values()[row * side + column] = -1e9f;
            }
        }
        return mask;
    }

    /**
     * Encodes texts.
     *
     * @param embedded tokens {@code [B, T, W]}, without positions
     * @param ends {@code [B]}, int64: the position of each text's last token
     * @return {@code [B, E]}, of unit length
     */
    OnnxGraph.Value forward(OnnxGraph.Value embedded, OnnxGraph.Value ends) {
        OnnxGraph.Value x = layers(embedded);
        OnnxGraph.Value indices = graph.unsqueeze(ends, 1);
        return projected(graph.node("GatherND", List.of(x, indices), Map.of("batch_dims", 1)));
    }

    /** {@code [B, T, W] -> [B, T, W]}, after the final norm. */
    OnnxGraph.Value layers(OnnxGraph.Value embedded) {
        OnnxGraph.Value length = graph.shape(embedded, 1, 2);
        OnnxGraph.Value zero = graph.integers(0);
        OnnxGraph.Value x = graph.add(embedded, graph.slice(w.weight("position"), zero, length, 0));
        OnnxGraph.Value mask = length;
        if (config.causal()) {
            OnnxGraph.Value whole = graph.constant("causal_mask", causalMask());
            mask = graph.slice(graph.slice(whole, zero, length, 0), zero, length, 1);
        }
        for (int i = 0; i < config.depth(); i++) {
            String layer = "layer." + i + ".";
            x = graph.add(x, attention(x, mask, layer));
            OnnxGraph.Value hidden = activation(graph.linear(norm(x, layer + "norm2"), w, layer + "fc1"));
            x = graph.add(x, graph.linear(hidden, w, layer + "fc2"));
        }
        return norm(x, "norm");
    }

    /** The output of the token that stands for a text {@code [.., W] -> [.., E]}, of unit length. */
    OnnxGraph.Value projected(OnnxGraph.Value last) {
        OnnxGraph.Value y = graph.linear(last, w, "projection");
        OnnxGraph.Value size = graph.node("ReduceL2", List.of(y), Map.of("axes", new long[] {-1}, "keepdims", 1));
        return graph.div(y, graph.node("Max", size, graph.scalar(1e-12f)));
    }
}
