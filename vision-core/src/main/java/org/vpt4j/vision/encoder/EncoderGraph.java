package org.vpt4j.vision.encoder;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.ElementType;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxModelFile;
import org.vpt4j.vision.onnx.OnnxValue;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Writes a vision transformer into an {@link OnnxGraph}: the same as {@link org.vpt4j.vision.encoder.VisionEncoder}
 * computes in training.
 *
 * <p>There are two forms. In the <b>shared</b> one everything that a task has learned is an input, so that one graph
 * serves them all, also in one batch:
 *
 * <ul>
 *   <li>{@code pixel_values [B, 3, H, W]}: normalised pixels, H and W multiples of the patch p
 *   <li>{@code pixel_prompt [1 or B, 3, 1 or H, 1 or W]}: is added to them; zeros {@code [1, 3, 1, 1]} for none
 *   <li>{@code tokens [1 or B, P, D]}: stand behind the class token and the registers from the first layer on; P may be 0
 *   <li>{@code keys_values.i [2, 1 or B, heads, P, D/heads]} for each layer i from 1: keys and values of tokens that this
 *       layer alone sees. P may be 0, and differ from layer to layer
 *   <li>results {@code features.i [B, D, H/p, W/p]} for each of the chosen layers, behind the final norm
 * </ul>
 *
 * <p>In the <b>constant</b> form all that is baked in: part of a graph of one task.
 *
 * <p>Layers above the highest one chosen are not in the graph.
 */
public final class EncoderGraph {
    /** Name of the input for the normalised pixels. */
    public static final String PIXELS = "pixel_values";
    /** Name of the input for what is added to them. */
    public static final String PIXEL_PROMPT = "pixel_prompt";
    /** Name of the input for shallow tokens. */
    public static final String TOKENS = "tokens";

    private static final String IMAGES = "images";

    private final OnnxGraph graph;
    private final FoldedWeights weights;
    private final EncoderConfig config;
    private final Optional<ImageSize> size;

    private EncoderGraph(OnnxGraph graph, EncoderWeights weights, Optional<ImageSize> size) {
        this.graph = graph;
        this.weights = new FoldedWeights(weights);
        this.config = weights.config();
        this.size = size;
    }

    /** Name of the input for the keys and values of a layer's tokens; 1 is the first layer. */
    public static String keysValues(int layer) {
        return "keys_values." + layer;
    }

    /** Name of the result for a layer; 1 is the first. */
    public static String features(int layer) {
        return "features." + layer;
    }

    /**
     * The shared form, for images of any size.
     *
     * @param weights of a backbone, or of the encoder that one task has made of it, branches among them
     * @param layers that it gives the features of; 1 is the first
     * @throws ConfigException if there is no such layer
     */
    public static OnnxGraph shared(EncoderWeights weights, List<Integer> layers, WeightFormat format) {
        return shared(weights, layers, format, Optional.empty());
    }

    /** The same for images of one size only, if one is given: then the position embedding is computed now. */
    public static OnnxGraph shared(
            EncoderWeights weights, List<Integer> layers, WeightFormat format, Optional<ImageSize> size) {
        OnnxGraph graph = new OnnxGraph("encoder", format);
        new EncoderGraph(graph, weights, size).writeShared(layers);
        return graph;
    }

    /** @throws WeightsException if the file has not the inputs and results of the shared form */
    public static void checkNames(OnnxModelFile file, List<Integer> layers) {
        Set<String> inputs = new HashSet<>(List.of(PIXELS, PIXEL_PROMPT, TOKENS));
        IntStream.rangeClosed(1, highest(layers))
                .mapToObj(EncoderGraph::keysValues)
                .forEach(inputs::add);
        List<String> outputs = layers.stream().map(EncoderGraph::features).toList();
        if (!Set.copyOf(file.inputs()).equals(inputs) || !file.outputs().containsAll(outputs)) {
            throw new WeightsException(
                    file.file() + " has the inputs " + file.inputs() + " and the results " + file.outputs()
                            + ", which are not those of an encoder for layers " + layers + "; export it again");
        }
    }

    /**
     * The constant form as a part of a graph, for images of any size.
     *
     * @param pixels {@code [B, 3, H, W]}, normalised
     * @param constants what a task has learned, changed weights and branches among it; what lies behind the encoder is
     *     written with {@link FeatureGraph}
     * @param layers 1 is the first
     * @return {@code [B, D, H/p, W/p]} by layer
     * @throws ConfigException if there is no such layer
     */
    public static Map<Integer, OnnxValue> write(
            OnnxGraph graph,
            EncoderWeights weights,
            OnnxValue pixels,
            AdaptationConstants constants,
            List<Integer> layers) {
        return write(graph, weights, pixels, constants, layers, Optional.empty());
    }

    /** The same for images of one size only, if one is given: then the position embedding is computed now. */
    public static Map<Integer, OnnxValue> write(
            OnnxGraph graph,
            EncoderWeights weights,
            OnnxValue pixels,
            AdaptationConstants constants,
            List<Integer> layers,
            Optional<ImageSize> size) {
        EncoderWeights adapted = weights.with(constants);
        return new EncoderGraph(graph, adapted, size).writeConstant(adapted, pixels, constants, layers);
    }

    private void writeShared(List<Integer> layers) {
        config.requireLayers(layers);
        int perHead = config.width() / config.heads();
        OnnxValue pixels = graph.input(PIXELS, ElementType.FLOAT, IMAGES, 3, height("height"), width("width"));
        OnnxValue added =
                graph.input(PIXEL_PROMPT, ElementType.FLOAT, "pixel_prompts", 3, "prompt_height", "prompt_width");
        OnnxValue tokens = graph.input(TOKENS, ElementType.FLOAT, "prompts", "prompt_tokens", config.width());
        Map<Integer, OnnxValue> own = new TreeMap<>();
        for (int layer = 1; layer <= highest(layers); layer++) {
            own.put(
                    layer,
                    graph.input(
                            keysValues(layer),
                            ElementType.FLOAT,
                            2,
                            "layer_prompts",
                            config.heads(),
                            "layer_tokens." + layer,
                            perHead));
        }
        Map<Integer, LayerGraph.Prompt> prompts = new TreeMap<>();
        own.forEach((layer, both) -> prompts.put(
                layer,
                new LayerGraph.Prompt(
                        graph.node("Gather", both, graph.index(0)), graph.node("Gather", both, graph.index(1)))));
        write(graph.node("Add", pixels, added), Optional.of(tokens), prompts, layers)
                .forEach((layer, map) -> graph.output(
                        map,
                        features(layer),
                        ElementType.FLOAT,
                        IMAGES,
                        config.width(),
                        rows("rows"),
                        columns("columns")));
    }

    private Map<Integer, OnnxValue> writeConstant(
            EncoderWeights adapted, OnnxValue pixels, AdaptationConstants constants, List<Integer> layers) {
        config.requireLayers(layers);
        PromptProjection projection = new PromptProjection(adapted);
        Map<Integer, LayerGraph.Prompt> prompts = new TreeMap<>();
        constants.deepTokens().forEach((layer, tokens) -> {
            if (layer <= highest(layers) && tokens.size() > 0) {
                FloatTensor both = projection.keysValues(layer, tokens);
                prompts.put(
                        layer,
                        new LayerGraph.Prompt(
                                graph.constant("prompt." + layer + ".keys", both.at(0)),
                                graph.constant("prompt." + layer + ".values", both.at(1))));
            }
        });
        OnnxValue seen = constants
                .pixels()
                .map(added -> graph.node("Add", pixels, graph.constant(PIXEL_PROMPT, added)))
                .orElse(pixels);
        Optional<OnnxValue> tokens = constants
                .tokens()
                .filter(shallow -> shallow.size() > 0)
                .map(shallow -> graph.constant("prompt.tokens", batched(shallow)));
        return write(seen, tokens, prompts, layers);
    }

    private static FloatTensor batched(FloatTensor tokens) {
        long[] shape = tokens.shape();
        return new FloatTensor(new long[] {1, shape[0], shape[1]}, tokens.values());
    }

    private Map<Integer, OnnxValue> write(
            OnnxValue pixels,
            Optional<OnnxValue> tokens,
            Map<Integer, LayerGraph.Prompt> prompts,
            List<Integer> layers) {
        int p = config.patch();
        OnnxValue images = graph.node("Shape", List.of(pixels), Map.of("start", 0, "end", 1));
        OnnxValue kernel = graph.weight(
                "patch.weight", new FloatTensor(new long[] {config.width(), 3, p, p}, weights.values("patch.weight")));
        OnnxValue bias = graph.constant("patch.bias", FloatTensor.vector(weights.values("patch.bias")));
        Map<String, long[]> whole = Map.of("strides", new long[] {p, p}, "kernel_shape", new long[] {p, p});
        OnnxValue cells = graph.node("Conv", List.of(pixels, kernel, bias), whole); // [B, D, h, w]
        OnnxValue grid = graph.node("Shape", List.of(cells), Map.of("start", 2, "end", 4));

        OnnxValue x = embed(cells, grid, images, tokens);
        PatchGrid patches = new PatchGrid(graph, grid);
        LayerGraph layerGraph = new LayerGraph(graph, weights, patches, images);
        Map<Integer, OnnxValue> found = new LinkedHashMap<>();
        for (int layer = 1; layer <= highest(layers); layer++) {
            int number = layer;
            OnnxValue in = x;
            x = graph.in(
                    "layer." + layer, () -> layerGraph.write(number, in, Optional.ofNullable(prompts.get(number))));
            if (layers.contains(layer)) {
                OnnxValue out = x;
                found.put(layer, graph.in("features." + layer, () -> patches.map(layerGraph.norm("norm", out))));
            }
        }
        return found;
    }

    /** {@code [B, 1+R+P+N, D]}: class token, registers, shallow tokens, patches. */
    private OnnxValue embed(OnnxValue cells, OnnxValue grid, OnnxValue images, Optional<OnnxValue> tokens) {
        OnnxValue flat = graph.node("Reshape", cells, graph.integers(0, 0, -1));
        OnnxValue patches = graph.node("Transpose", List.of(flat), Map.of("perm", new long[] {0, 2, 1}));
        OnnxValue placed = graph.node("Add", patches, position(grid));
        OnnxValue shape = graph.node("Concat", List.of(images, graph.integers(1, 1)), Map.of("axis", 0));
        List<OnnxValue> all = new ArrayList<>();
        all.add(graph.node("Expand", graph.constant("prefix", prefix()), shape));
        tokens.ifPresent(shallow -> all.add(graph.node("Expand", shallow, shape)));
        all.add(placed);
        return graph.node("Concat", all, Map.of("axis", 1));
    }

    /** {@code [1, 1+R, D]}: the class token at its position, and the registers, which have none. */
    private FloatTensor prefix() {
        int d = config.width();
        FloatTensor prefix = FloatTensor.zeros(1, config.prefixTokens(), d);
        float[] classToken = weights.values("class_token");
        float[] position = weights.values("position");
        for (int i = 0; i < d; i++) {
            prefix.values()[i] = classToken[i] + position[i];
        }
        if (config.registers() > 0) {
            float[] registers = weights.values("register_tokens");
            System.arraycopy(registers, 0, prefix.values(), d, registers.length);
        }
        return prefix;
    }

    /** {@code [1, N, D]}. */
    private OnnxValue position(OnnxValue grid) {
        int d = config.width();
        int side = config.pretrainedGrid();
        float[] trained = weights.values("position");
        if (size.isPresent()) {
            int h = size.get().height() / config.patch();
            int w = size.get().width() / config.patch();
            float[] fixed = PositionEmbedding.interpolate(trained, d, side, h, w, config.antialiased());
            return graph.weight("position", withoutClass(fixed, 1, (long) h * w, d));
        }
        OnnxValue cells = graph.weight("position", withoutClass(trained, side, (long) side * d));
        OnnxValue rows = graph.node("Slice", grid, graph.integers(0), graph.integers(1));
        OnnxValue columns = graph.node("Slice", grid, graph.integers(1), graph.integers(2));
        return graph.in("position", () -> new PositionGraph(graph, config).resampled(cells, rows, columns, d));
    }

    private FloatTensor withoutClass(float[] position, long... shape) {
        FloatTensor patches = FloatTensor.zeros(shape);
        System.arraycopy(position, config.width(), patches.values(), 0, patches.size());
        return patches;
    }

    private static int highest(List<Integer> layers) {
        return layers.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    private Object height(String free) {
        return size.isPresent() ? size.get().height() : free;
    }

    private Object width(String free) {
        return size.isPresent() ? size.get().width() : free;
    }

    private Object rows(String free) {
        return size.isPresent() ? size.get().height() / config.patch() : free;
    }

    private Object columns(String free) {
        return size.isPresent() ? size.get().width() / config.patch() : free;
    }
}
