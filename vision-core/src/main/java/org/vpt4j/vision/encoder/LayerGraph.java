package org.vpt4j.vision.encoder;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Writes a transformer layer (pre-norm, Dosovitskiy et al. 2021) into a graph, from {@link FoldedWeights}.
 *
 * <p>{@code [B, T, D] -> [B, T, D]}. Prompt tokens of the layer's own come as keys and values.
 */
final class LayerGraph {
    /**
     * Keys and values of a layer's prompt tokens.
     *
     * @param keys {@code [1 or B, heads, P, D/heads]}
     * @param values likewise
     */
    record Prompt(OnnxValue keys, OnnxValue values) {}

    private final OnnxGraph graph;
    private final EncoderWeights weights;
    private final EncoderConfig config;
    private final PatchGrid grid;
    private final OnnxValue forAll; // [4]: B, 1, 1, 1

    /** @param images {@code [1]}, the number B */
    LayerGraph(OnnxGraph graph, FoldedWeights weights, PatchGrid grid, OnnxValue images) {
        this.graph = graph;
        this.weights = weights;
        this.config = weights.config();
        this.grid = grid;
        this.forAll = graph.node("Concat", List.of(images, graph.integers(1, 1, 1)), Map.of("axis", 0));
    }

    /** @param layer 1 is the first */
    OnnxValue write(int layer, OnnxValue x, Optional<Prompt> prompt) {
        String name = EncoderWeights.prefix(layer);
        OnnxValue attended = graph.node("Add", x, attention(name, norm(name + "norm1", x), prompt));
        OnnxValue seen = branches(layer, Branch.Place.BEHIND_ATTENTION, attended, attended);
        OnnxValue done = graph.node("Add", seen, mlp(name, norm(name + "norm2", seen)));
        OnnxValue both = branches(layer, Branch.Place.BESIDE_MLP, done, seen);
        return branches(layer, Branch.Place.BEHIND_MLP, both, both);
    }

    /** Adds what the branches of a place give for {@code read}. */
    private OnnxValue branches(int layer, Branch.Place place, OnnxValue to, OnnxValue read) {
        OnnxValue sum = to;
        for (Branch.Learned<Map<String, FloatTensor>> learned : weights.branches()) {
            Map<String, FloatTensor> values = learned.byLayer().get(layer);
            Branch branch = learned.branch();
            if (values != null && branch.place() == place) {
                String name = "branch." + (layer - 1) + ".";
                OnnxValue given = graph.in("branch", () -> branch.write(graph, name, read, grid, values));
                OnnxValue scaled =
                        branch.scale() == 1 ? given : graph.node("Mul", given, graph.scalar((float) branch.scale()));
                sum = graph.node("Add", sum, scaled);
            }
        }
        return sum;
    }

    OnnxValue norm(String name, OnnxValue x) {
        OnnxValue weight = graph.constant(name + ".weight", vector(name + ".weight"));
        OnnxValue bias = graph.constant(name + ".bias", vector(name + ".bias"));
        return graph.node("LayerNormalization", List.of(x, weight, bias), Map.of("axis", -1, "epsilon", (float)
                config.epsilon()));
    }

    private OnnxValue attention(String name, OnnxValue x, Optional<Prompt> prompt) {
        int d = config.width();
        OnnxValue joined = linear(name + "qkv", x, 3 * d, d);
        List<OnnxValue> parts = graph.nodes("Split", List.of(joined), 3, Map.of("axis", 2));
        OnnxValue queries = byHead(parts.get(0));
        OnnxValue keys = byHead(parts.get(1));
        OnnxValue values = byHead(parts.get(2));
        if (prompt.isPresent()) {
            keys = behind(prompt.get().keys(), keys);
            values = behind(prompt.get().values(), values);
        }
        OnnxValue turned = graph.node("Transpose", List.of(keys), Map.of("perm", new long[] {0, 1, 3, 2}));
        OnnxValue scores = graph.product(queries, turned); // [B, heads, T, P+T]; the queries are scaled
        OnnxValue shares = graph.node("Softmax", List.of(scores), Map.of("axis", -1));
        OnnxValue mixed = graph.node("MatMul", shares, values);
        OnnxValue byToken = graph.node("Transpose", List.of(mixed), Map.of("perm", new long[] {0, 2, 1, 3}));
        return linear(name + "proj", graph.node("Reshape", byToken, graph.integers(0, 0, d)), d, d);
    }

    /** {@code [B, T, D] -> [B, heads, T, D/heads]}. */
    private OnnxValue byHead(OnnxValue x) {
        int size = config.width() / config.heads();
        OnnxValue split = graph.node("Reshape", x, graph.integers(0, 0, config.heads(), size));
        return graph.node("Transpose", List.of(split), Map.of("perm", new long[] {0, 2, 1, 3}));
    }

    /** The prompt's, the same for all images or its own for each, and then the image's. */
    private OnnxValue behind(OnnxValue prompt, OnnxValue own) {
        return graph.node("Concat", List.of(graph.node("Expand", prompt, forAll), own), Map.of("axis", 2));
    }

    private OnnxValue mlp(String name, OnnxValue x) {
        OnnxValue hidden = linear(name + "fc1", x, config.hidden(), config.width());
        return linear(name + "fc2", gelu(hidden), config.width(), config.hidden());
    }

    private OnnxValue gelu(OnnxValue x) {
        if (config.gelu() == EncoderConfig.Gelu.QUICK) {
            return graph.node("Mul", x, graph.node("Sigmoid", graph.node("Mul", x, graph.scalar(1.702f))));
        }
        return graph.gelu(x);
    }

    private OnnxValue linear(String name, OnnxValue x, int out, int in) {
        return graph.linear(name, x, out, in, () -> weights.values(name + ".weight"), vector(name + ".bias"));
    }

    private FloatTensor vector(String name) {
        return FloatTensor.vector(weights.values(name));
    }
}
