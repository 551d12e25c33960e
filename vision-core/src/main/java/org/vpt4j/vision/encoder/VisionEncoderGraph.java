package org.vpt4j.vision.encoder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * {@code vision_encoder.py} in ONNX, with its methods in the same order: a plain vision transformer (Dosovitskiy et al.
 * 2021) with visual prompts (Jia et al. 2022).
 *
 * <p>B images, N = h*w patches, D width, C = 1 if there is a class token, R registers, P prompt tokens. Whether a layer has
 * a bias follows from {@link EncoderWeights#shapes}. The weights are {@link FoldedWeights}, so that neither the scale of
 * the queries nor layer scale needs an operator.
 */
final class VisionEncoderGraph {
    /**
     * A layer's own prompt tokens, already projected by {@link PromptProjection}.
     *
     * @param keys {@code [1 or B, heads, P, D/heads]}
     * @param values likewise
     */
    record Prompt(OnnxGraph.Value keys, OnnxGraph.Value values) {}

    private final OnnxGraph graph;
    private final EncoderConfig config;
    private final FoldedWeights weights;
    private final OnnxWeights w;
    private final Optional<ImageSize> size;
    private final OnnxGraph.Value cells; // [B, D, h, w]
    private final OnnxGraph.Value images; // [1]: B
    private final OnnxGraph.Value everyImage; // [4]: B, 1, 1, 1
    private final PatchGrid grid;
    private final Optional<RotaryGraph> rotary;

    /**
     * @param size of all images if it is fixed: then the position embedding is resampled now
     * @param pixels {@code [B, 3, H, W]}, normalised, any pixel prompt added
     */
    VisionEncoderGraph(OnnxGraph graph, EncoderWeights weights, Optional<ImageSize> size, OnnxGraph.Value pixels) {
        this.graph = graph;
        this.config = weights.config();
        this.weights = new FoldedWeights(weights);
        this.w = graph.weights(
                EncoderWeights.shapes(config).entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, shape -> shape.getValue().getShape())),
                this.weights::values);
        this.size = size;
        images = graph.shape(pixels, 0, 1);
        everyImage = graph.concat(0, images, graph.integers(1, 1, 1));
        cells = graph.conv2d(pixels, w, "patch", config.patch(), 0);
        grid = new PatchGrid(graph, graph.shape(cells, 2, 4));
        rotary = config.position().kind() == EncoderConfig.Position.Kind.ROTARY
                ? Optional.of(new RotaryGraph(grid, config, size))
                : Optional.empty();
    }

    private OnnxGraph.Value norm(OnnxGraph.Value x, String name) {
        return graph.layerNorm(x, w, name, config.epsilon());
    }

    /** {@code [B, T, D] -> [B, heads, T, D/heads]}. */
    private OnnxGraph.Value split(OnnxGraph.Value x) {
        int heads = config.heads();
        return graph.transpose(graph.reshape(x, 0, 0, heads, config.width() / heads), 0, 2, 1, 3);
    }

    private OnnxGraph.Value rotated(OnnxGraph.Value x) {
        return rotary.map(angles -> angles.rotated(x)).orElse(x);
    }

    private OnnxGraph.Value attention(OnnxGraph.Value x, Optional<Prompt> prompt, String layer) {
        OnnxGraph.Value h = norm(x, layer + "norm1");
        List<OnnxGraph.Value> parts = graph.chunk(graph.linear(h, w, layer + "qkv"), 3, 2);
        OnnxGraph.Value q = rotated(split(parts.get(0)));
        OnnxGraph.Value k = rotated(split(parts.get(1)));
        OnnxGraph.Value v = split(parts.get(2));
        if (prompt.isPresent()) {
            k = graph.concat(2, graph.node("Expand", prompt.get().keys(), everyImage), k);
            v = graph.concat(2, graph.node("Expand", prompt.get().values(), everyImage), v);
        }
        OnnxGraph.Value a =
                graph.transpose(graph.attention(q, k, v, 1), 0, 2, 1, 3); // FoldedWeights scaled the queries
        return graph.linear(graph.reshape(a, 0, 0, config.width()), w, layer + "proj");
    }

    private OnnxGraph.Value activation(OnnxGraph.Value x) {
        if (config.mlp().kind() == EncoderConfig.Mlp.Kind.SWIGLU) {
            return graph.silu(x);
        }
        return switch (config.mlp().gelu()) {
            case EXACT -> graph.gelu(x);
            case QUICK -> graph.quickGelu(x);
            case TANH -> graph.geluTanh(x);
        };
    }

    /** {@code [B, T, D] -> [B, T, M]}, the hidden tokens of the MLP. */
    private OnnxGraph.Value hidden(OnnxGraph.Value tokens, String layer) {
        OnnxGraph.Value x = graph.linear(norm(tokens, layer + "norm2"), w, layer + "fc1");
        if (config.mlp().isGated()) {
            List<OnnxGraph.Value> halves = graph.chunk(x, 2, 2);
            return graph.mul(activation(halves.get(0)), halves.get(1));
        }
        return activation(x);
    }

    private OnnxGraph.Value mlp(OnnxGraph.Value x, String layer) {
        return graph.linear(hidden(x, layer), w, layer + "fc2");
    }

    /** A published token's value before the first layer. */
    private OnnxGraph.Value published(OnnxGraph.Value x) {
        return config.embedding().norm() ? norm(x, "pre_norm") : x;
    }

    /** {@code [B, C+R+P+N, D]}: class token, registers, shallow prompt, patches. */
    private OnnxGraph.Value embed(Optional<OnnxGraph.Value> tokens) {
        OnnxGraph.Value x = graph.transpose(graph.reshape(cells, 0, 0, -1), 0, 2, 1);
        if (config.position().isLearned()) {
            x = graph.add(x, position());
        }
        OnnxGraph.Value shape = graph.concat(0, images, graph.integers(1, 1));
        List<OnnxGraph.Value> start = new ArrayList<>();
        if (config.prefixTokens() > 0) {
            start.add(graph.node("Expand", published(graph.constant("prefix", prefix())), shape));
        }
        tokens.ifPresent(shallow -> start.add(graph.node("Expand", shallow, shape)));
        start.add(published(x));
        return start.size() == 1 ? start.get(0) : graph.concat(1, start);
    }

    /** {@code [1, C+R, D]}: the class token, if there is one, and the registers, each at its position if it has one. */
    private FloatTensor prefix() {
        int d = config.width();
        FloatTensor prefix = FloatTensor.zeros(1, config.prefixTokens(), d);
        int at = 0;
        if (config.embedding().classToken()) {
            System.arraycopy(w.values("class_token"), 0, prefix.values(), 0, d);
            at = d;
        }
        if (config.embedding().registers() > 0) {
            float[] registers = w.values("register_tokens");
            System.arraycopy(registers, 0, prefix.values(), at, registers.length);
        }
        if (config.positionsBeforePatches() > 0) {
            float[] position = w.values("position");
            for (int i = 0; i < config.positionsBeforePatches() * d; i++) {
                prefix.values()[i] += position[i];
            }
        }
        return prefix;
    }

    /** {@code [1, N, D]}, resampled to the grid of patches. */
    private OnnxGraph.Value position() {
        int d = config.width();
        int side = config.position().grid();
        float[] trained = w.values("position");
        if (size.isPresent()) {
            int rows = size.get().height() / config.patch();
            int columns = size.get().width() / config.patch();
            float[] fixed = PositionEmbedding.interpolate(trained, config, rows, columns);
            return graph.weight("position", ofPatches(fixed, 1, (long) rows * columns, d));
        }
        OnnxGraph.Value embedding = graph.weight("position", ofPatches(trained, side, (long) side * d));
        return graph.in("position", () -> new PositionGraph(graph, config).resampled(embedding, grid.size()));
    }

    private FloatTensor ofPatches(float[] position, long... shape) {
        FloatTensor patches = FloatTensor.zeros(shape);
        System.arraycopy(
                position, config.positionsBeforePatches() * config.width(), patches.values(), 0, patches.size());
        return patches;
    }

    /** {@code [B, T, D] -> [B, T, D]}. */
    private OnnxGraph.Value layer(OnnxGraph.Value in, Optional<Prompt> prompt, int layer) {
        String name = EncoderWeights.prefix(layer);
        OnnxGraph.Value x = graph.add(in, attention(in, prompt, name));
        x = branches(layer, Branch.Place.AFTER_ATTENTION, x, x);
        OnnxGraph.Value y = graph.add(x, mlp(x, name));
        y = branches(layer, Branch.Place.PARALLEL_TO_MLP, y, x);
        return branches(layer, Branch.Place.AFTER_MLP, y, y);
    }

    /** Adds the results of a place's branches for {@code x} to {@code to}. */
    private OnnxGraph.Value branches(int layer, Branch.Place place, OnnxGraph.Value to, OnnxGraph.Value x) {
        OnnxGraph.Value sum = to;
        for (Branch.Learned<Map<String, FloatTensor>> learned : weights.branches()) {
            Map<String, FloatTensor> values = learned.byLayer().get(layer);
            Branch branch = learned.branch();
            if (values != null && branch.place() == place) {
                OnnxWeights own = graph.weights("branch." + (layer - 1) + ".", values);
                OnnxGraph.Value y = graph.in("branch", () -> branch.write(graph, x, own, grid));
                sum = graph.add(sum, branch.scale() == 1 ? y : graph.mul(y, graph.scalar((float) branch.scale())));
            }
        }
        return sum;
    }

    private OnnxGraph.Value last(OnnxGraph.Value x) {
        return config.layer().finalNorm() ? norm(x, "norm") : x;
    }

    /**
     * The feature maps of the chosen layers; layers above the highest one are left out.
     *
     * @param tokens {@code [1 or B, P, D]} of a shallow prompt
     * @param deep by layer; 1 is the first
     * @return {@code [B, D, h, w]} by layer, after the final norm
     */
    Map<Integer, OnnxGraph.Value> forward(
            Optional<OnnxGraph.Value> tokens, Map<Integer, Prompt> deep, List<Integer> layers) {
        OnnxGraph.Value x = embed(tokens);
        Map<Integer, OnnxGraph.Value> features = new LinkedHashMap<>();
        for (int layer = 1; layer <= EncoderGraph.highest(layers); layer++) {
            int i = layer;
            OnnxGraph.Value in = x;
            OnnxGraph.Value out = graph.in("layer." + i, () -> layer(in, Optional.ofNullable(deep.get(i)), i));
            if (layers.contains(i)) {
                features.put(i, graph.in("features." + i, () -> grid.map(last(out))));
            }
            x = out;
        }
        return features;
    }
}
