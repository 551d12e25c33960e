package org.vpt4j.vision.encoder;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxModelFile;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * The two kinds of ONNX graph of an encoder; both compute the same as {@link VisionEncoder} in training.
 *
 * <p>In the <b>shared</b> graph everything that a task has learned is an input, so that one graph serves all tasks, even in
 * one batch:
 *
 * <ul>
 *   <li>{@code pixel_values [B, 3, H, W]}: normalised pixels, H and W multiples of the patch p
 *   <li>{@code pixel_prompt [1 or B, 3, 1 or H, 1 or W]}: added to the pixels; zeros {@code [1, 3, 1, 1]} for none
 *   <li>{@code tokens [1 or B, P, D]}: follow the class token and the registers from the first layer on; P may be 0
 *   <li>{@code keys_values.i [2, 1 or B, heads, P, D/heads]} for each layer i from 1: keys and values of tokens that only
 *       this layer sees. P may be 0, and differ between layers
 *   <li>results {@code features.i [B, D, H/p, W/p]} for each of the chosen layers, after the final norm; {@code features.0
 *       [B, 3, H, W]} are the pixels as they came in
 * </ul>
 *
 * <p>In the <b>constant</b> graph these are constants: part of a graph of one task.
 *
 * <p>Layers above the highest chosen one are left out of both.
 */
public final class EncoderGraph {
    /** Name of the input for the normalised pixels. */
    public static final String PIXELS = "pixel_values";
    /** Name of the input for the pixel prompt. */
    public static final String PIXEL_PROMPT = "pixel_prompt";
    /** Name of the input for shallow tokens. */
    public static final String TOKENS = "tokens";

    private static final String IMAGES = "images";

    private EncoderGraph() {}

    /** Name of the input for the keys and values of a layer's tokens; 1 is the first layer. */
    public static String keysValues(int layer) {
        return "keys_values." + layer;
    }

    /** Name of the result for a layer; 1 is the first. */
    public static String features(int layer) {
        return "features." + layer;
    }

    static int highest(List<Integer> layers) {
        return layers.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /**
     * The shared graph, for images of any size.
     *
     * @param weights of a backbone, or of an encoder adapted by a task, including its branches
     * @param layers whose features are results; 1 is the first
     * @throws ConfigException if there is no such layer
     */
    public static OnnxGraph shared(EncoderWeights weights, List<Integer> layers, WeightFormat format) {
        return shared(weights, layers, format, Optional.empty());
    }

    /** The same; if a size is given, only for images of that size: the position embedding is then resampled now. */
    public static OnnxGraph shared(
            EncoderWeights weights, List<Integer> layers, WeightFormat format, Optional<ImageSize> size) {
        EncoderConfig config = weights.config();
        FeatureLayers.require(config, layers);
        OnnxGraph graph = new OnnxGraph("encoder", format);
        int d = config.width();
        int heads = config.heads();
        OnnxGraph.Value pixels = graph.input(
                PIXELS,
                OnnxGraph.ElementType.FLOAT,
                IMAGES,
                3,
                size.<Object>map(ImageSize::height).orElse("height"),
                size.<Object>map(ImageSize::width).orElse("width"));
        OnnxGraph.Value added = graph.input(
                PIXEL_PROMPT, OnnxGraph.ElementType.FLOAT, "pixel_prompts", 3, "prompt_height", "prompt_width");
        OnnxGraph.Value tokens = graph.input(TOKENS, OnnxGraph.ElementType.FLOAT, "prompts", "prompt_tokens", d);
        Map<Integer, VisionEncoderGraph.Prompt> deep = new TreeMap<>();
        for (int layer = 1; layer <= highest(layers); layer++) {
            String count = "layer_tokens." + layer;
            OnnxGraph.Value both = graph.input(
                    keysValues(layer), OnnxGraph.ElementType.FLOAT, 2, "layer_prompts", heads, count, d / heads);
            deep.put(
                    layer,
                    new VisionEncoderGraph.Prompt(
                            graph.gather(both, 0, graph.index(0)), graph.gather(both, 0, graph.index(1))));
        }
        if (layers.contains(FeatureLayers.IMAGE)) {
            graph.output(
                    graph.node("Identity", pixels),
                    features(FeatureLayers.IMAGE),
                    OnnxGraph.ElementType.FLOAT,
                    IMAGES,
                    3,
                    size.<Object>map(ImageSize::height).orElse("height"),
                    size.<Object>map(ImageSize::width).orElse("width"));
        }
        Object rows = size.<Object>map(s -> s.height() / config.patch()).orElse("rows");
        Object columns = size.<Object>map(s -> s.width() / config.patch()).orElse("columns");
        new VisionEncoderGraph(graph, weights, size, graph.add(pixels, added))
                .forward(Optional.of(tokens), deep, layers)
                .forEach((layer, map) ->
                        graph.output(map, features(layer), OnnxGraph.ElementType.FLOAT, IMAGES, d, rows, columns));
        return graph;
    }

    /** @throws WeightsException if the file does not have the inputs and results of the shared graph */
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
     * The constant graph as part of another one.
     *
     * @param pixels {@code [B, 3, H, W]}, normalised
     * @param constants a task's trained values, with changed weights and branches; its feature adapters are written by
     *     {@link FeatureAdapter#writeAll}
     * @param layers 1 is the first
     * @param size of all images if it is fixed: then the position embedding is resampled now
     * @return {@code [B, D, H/p, W/p]} by layer, and {@code pixels} for {@link FeatureLayers#IMAGE}
     * @throws ConfigException if there is no such layer
     */
    public static Map<Integer, OnnxGraph.Value> write(
            OnnxGraph graph,
            EncoderWeights weights,
            OnnxGraph.Value pixels,
            Adaptation.Constants constants,
            List<Integer> layers,
            Optional<ImageSize> size) {
        FeatureLayers.require(weights.config(), layers);
        EncoderWeights adapted = weights.with(constants);
        PromptProjection projection = new PromptProjection(adapted);
        Map<Integer, VisionEncoderGraph.Prompt> deep = new TreeMap<>();
        constants.deepTokens().forEach((layer, tokens) -> {
            if (layer <= highest(layers) && tokens.size() > 0) {
                FloatTensor both = projection.keysValues(layer, tokens);
                deep.put(
                        layer,
                        new VisionEncoderGraph.Prompt(
                                graph.constant("prompt." + layer + ".keys", both.at(0)),
                                graph.constant("prompt." + layer + ".values", both.at(1))));
            }
        });
        OnnxGraph.Value x = constants
                .pixels()
                .map(added -> graph.add(pixels, graph.constant(PIXEL_PROMPT, added)))
                .orElse(pixels);
        Optional<OnnxGraph.Value> tokens = constants
                .tokens()
                .filter(shallow -> shallow.size() > 0)
                .map(shallow -> graph.constant("prompt.tokens", batched(shallow)));
        Map<Integer, OnnxGraph.Value> features =
                new VisionEncoderGraph(graph, adapted, size, x).forward(tokens, deep, layers);
        if (layers.contains(FeatureLayers.IMAGE)) {
            features.put(FeatureLayers.IMAGE, pixels);
        }
        return features;
    }

    private static FloatTensor batched(FloatTensor tokens) {
        long[] shape = tokens.shape();
        return new FloatTensor(new long[] {1, shape[0], shape[1]}, tokens.values());
    }
}
