package org.vpt4j.vision.encoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.files.Sha256;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * A frozen vision transformer that turns images into feature maps. Owns its weights (native memory): close it.
 *
 * <p>{@code pixels [B, 3, H, W] -> [B, D, H/p, W/p]} for every chosen layer. One encoder serves any number of tasks at
 * the same time: a task's parameters are arguments, passed through an {@link Adaptation}. The
 * encoder's own weights never require a gradient.
 */
public final class VisionEncoder implements AutoCloseable {
    /** What a pass through layers is for. */
    enum Purpose {
        /** A backward pass follows. */
        LEARNING,
        /** The same numbers, to be computed again where the backward pass needs them. */
        CHECKPOINTS,
        /** Features alone: in 16 bits, attention is then in 16 bits as well. */
        INFERENCE
    }

    /** What a script computes: the layers {@code first} to {@code last}, and which of their outputs. */
    record Stretch(int first, int last, List<Integer> layers, boolean inputs, boolean rest, boolean within) {
        Stretch(int first, int last, List<Integer> layers, boolean inputs, boolean rest) {
            this(first, last, layers, inputs, rest, false);
        }

        /** A layer up to the middle of its MLP: the tokens, and the MLP's hidden ones. */
        static Stretch within(int layer) {
            return new Stretch(layer, layer, List.of(), false, false, true);
        }

        /** The features of these layers, none of them before {@code first}. */
        static Stretch features(int first, List<Integer> layers) {
            return new Stretch(first, Collections.max(layers), layers, false, false);
        }

        /** The features of the given layers within this range, and the tokens after the last one. */
        static Stretch between(int first, int last, List<Integer> layers) {
            List<Integer> own =
                    layers.stream().filter(i -> first <= i && i <= last).toList();
            return new Stretch(first, last, own, false, true);
        }
    }

    /** The inputs of a script other than pixels or tokens: everything that an adaptation may have changed. */
    record Adapted(NDArray tokens, List<NDArray> deep, NDArray position, Tensors weights, BranchForm branches) {}

    private final EncoderConfig config;
    private final Precision precision;
    private final EncoderWeights source;
    private final NDManager manager;
    private final Tensors weights;
    private final NDArray noTokens; // [0, D]
    private final NDArray noDeepTokens; // [0, D]; an argument's name is set on the array, so each place has its own
    private final EncoderScripts scripts;
    private final TokenPositions positions;

    private VisionEncoder(EncoderWeights source, Precision precision, NDManager manager) {
        if (!source.branches().isEmpty()) {
            throw new IllegalArgumentException("branches come to a training encoder with an adaptation");
        }
        this.config = source.config();
        this.precision = precision;
        this.source = source;
        this.manager = manager;
        try (FrozenWeights frozen = new FrozenWeights(source, precision, manager)) {
            this.weights = frozen.read();
        }
        this.noTokens = manager.create(new Shape(0, config.width()));
        this.noDeepTokens = manager.create(new Shape(0, config.width()));
        this.scripts = new EncoderScripts(config, precision);
        this.positions = new TokenPositions(config, weights, manager);
    }

    /** An encoder on the processor, as {@link #load(EncoderWeights, Precision, Device)}. */
    public static VisionEncoder load(EncoderWeights source, Precision precision) {
        return load(source, precision, Device.cpu());
    }

    /**
     * Reads the weights into native memory. Those that are stored as float32, and are used like that, stay in their file,
     * which is mapped.
     *
     * @param source a backbone; it is read again only by {@link #values}
     * @param device where the encoder computes
     * @throws WeightsException if a weight is missing or has the wrong number of values
     */
    public static VisionEncoder load(EncoderWeights source, Precision precision, Device device) {
        NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        try {
            return new VisionEncoder(source, precision, manager);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    public EncoderConfig config() {
        return config;
    }

    public Precision precision() {
        return precision;
    }

    /** The frozen weights by their canonical names; layers' in the encoder's precision, the others float32. */
    public Tensors weights() {
        return weights;
    }

    /** A weight as stored, float32, regardless of this encoder's precision. */
    public float[] values(String name) {
        return source.values(name);
    }

    public Device device() {
        return manager.getDevice();
    }

    /**
     * Feature maps {@code [B, D, H/p, W/p]}, float32, of the chosen layers after the final layer norm, and the pixels as they
     * are for {@link FeatureLayers#IMAGE}.
     *
     * @param scope owner of the results
     * @param pixels {@code [B, 3, H, W]}, normalised by the backbone's mean and standard deviation
     * @param layers 1 is the first, L the last; at least one of these
     * @param adaptation the tuning method
     * @param parameters its tuned parameters
     * @param gradients true in a training step, even if the adaptation has no parameters: other results cannot take part in
     *     one
     * @throws ConfigException if H or W is not a multiple of the patch, or there is no such layer
     */
    public NDList features(
            NDManager scope,
            NDArray pixels,
            List<Integer> layers,
            Adaptation adaptation,
            Tensors parameters,
            boolean gradients) {
        return features(scope, pixels(pixels), layers, adaptation, parameters, gradients);
    }

    /**
     * Continues where a run stopped: layers below are neither recomputed nor adapted.
     *
     * @param input from {@link #pixels} or {@link #below}; layers from {@code input.layer()} on are adapted
     * @throws ConfigException as {@link #features(NDManager, NDArray, List, Adaptation, Tensors, boolean)}
     * @throws IllegalArgumentException if the features of a chosen layer below are not in it
     */
    public NDList features(
            NDManager scope,
            Input input,
            List<Integer> layers,
            Adaptation adaptation,
            Tensors parameters,
            boolean gradients) {
        FeatureLayers.require(config, layers);
        List<FeatureAdapter.Learned<Tensors>> adapters = adaptation.features(config, parameters);
        List<Integer> needed = EncoderScripts.needed(layers, adapters);
        List<Integer> above =
                needed.stream().filter(layer -> layer >= input.layer()).toList();
        NDList computed = above.isEmpty() ? new NDList() : run(scope, input, above, adaptation, parameters, gradients);
        NDList maps = input.select(needed, above, computed);
        if (adapters.isEmpty()) {
            return maps;
        }
        Map<Integer, NDArray> byLayer = new LinkedHashMap<>();
        needed.forEach(layer -> byLayer.put(layer, maps.get(byLayer.size())));
        return scripts.adapt(scope, adapters, layers, byLayer, gradients);
    }

    private NDList run(
            NDManager scope,
            Input input,
            List<Integer> layers,
            Adaptation adaptation,
            Tensors parameters,
            boolean gradients) {
        NDArray start = input.isPixels()
                ? adaptation.pixels(scope, input.values().orElseThrow(), parameters)
                : input.values().orElseThrow();
        Adapted adapted = adapted(scope, input, adaptation, parameters, gradients);
        return scripts.run(
                scope,
                Stretch.features(input.layer(), layers),
                start,
                input,
                adapted,
                gradients ? Purpose.LEARNING : Purpose.INFERENCE);
    }

    /**
     * Runs the encoder as published up to a layer, and stops before it.
     *
     * @param scope owner of the results, which cannot take part in a training step: copy them for one
     * @param pixels as for {@link #features}
     * @param layer the first that is not run: 2 to L + 1
     * @param layers whose features are finally needed; if none of them is at or above {@code layer}, no tokens are kept
     */
    public Input below(NDManager scope, NDArray pixels, int layer, List<Integer> layers) {
        FeatureLayers.require(config, layers);
        Input input = pixels(pixels);
        List<Integer> lower = FeatureLayers.encoded(layers).stream()
                .filter(i -> i < layer)
                .sorted()
                .toList();
        boolean rest = layers.stream().anyMatch(i -> i >= layer);
        int last = rest ? layer - 1 : Collections.max(lower);
        Stretch stretch = new Stretch(1, last, lower, false, rest);
        Adapted none = frozen(scope, input);
        NDList found = scripts.run(scope, stretch, pixels, input, none, Purpose.INFERENCE);
        Map<Integer, NDArray> below = new LinkedHashMap<>();
        lower.forEach(i -> below.put(i, found.get(below.size())));
        if (layers.contains(FeatureLayers.IMAGE)) {
            below.put(FeatureLayers.IMAGE, pixels);
        }
        Optional<NDArray> tokens = rest ? Optional.of(found.get(lower.size())) : Optional.empty();
        return new Input(layer, tokens, input.rows(), input.columns(), below);
    }

    /**
     * The patch tokens {@code [B, N, D]}, float32, that enter each of the chosen layers of the encoder as published.
     *
     * @throws ConfigException as {@link #features}
     */
    public NDList layerInputs(NDManager scope, NDArray pixels, List<Integer> layers) {
        config.requireLayers(layers);
        Input input = pixels(pixels);
        Stretch stretch = new Stretch(1, Collections.max(layers), List.copyOf(layers), true, false);
        Adapted none = frozen(scope, input);
        return scripts.run(scope, stretch, pixels, input, none, Purpose.INFERENCE);
    }

    /**
     * All tokens {@code [B, C+R+N, D]}, float32, that leave each of the chosen layers of the encoder as published: class
     * token, registers, patches row by row. No norm has been applied to them.
     *
     * @throws ConfigException as {@link #features}
     */
    public NDList hiddenStates(NDManager scope, NDArray pixels, List<Integer> layers) {
        config.requireLayers(layers);
        Input input = pixels(pixels);
        Adapted none = frozen(scope, input);
        Map<Integer, NDArray> states = new LinkedHashMap<>();
        NDArray x = pixels;
        int first = 1;
        for (int layer : layers.stream().sorted().distinct().toList()) {
            Stretch stretch = Stretch.between(first, layer, List.of());
            x = scripts.run(scope, stretch, x, input, none, Purpose.INFERENCE).singletonOrThrow();
            states.put(layer, x);
            first = layer + 1;
        }
        NDList chosen = new NDList();
        layers.forEach(layer -> chosen.add(states.get(layer)));
        return precision == Precision.FLOAT32 ? chosen : wide(scope, chosen);
    }

    /** Applies the final norm to hidden states {@code [..., D]}, in place; does nothing if the encoder has none. */
    public void finalNorm(float[] tokens) {
        if (config.layer().finalNorm()) {
            float[] scales = source.values("norm.weight");
            float[] shifts = source.values("norm.bias");
            PromptProjection.norm(tokens, scales, shifts, config.epsilon());
        }
    }

    private static NDList wide(NDManager scope, NDList narrow) {
        NDList wide = new NDList();
        try (Script cast = Script.load(VisionEncoder.class, "cast.py", Map.of("type", Precision.FLOAT32.torch()))) {
            narrow.forEach(
                    array -> wide.add(cast.call(scope, new NDList(array), false).singletonOrThrow()));
        }
        return wide;
    }

    /**
     * A run that starts at the pixels.
     *
     * @param pixels {@code [B, 3, H, W]}
     * @throws ConfigException if H or W is not a multiple of the patch
     */
    public Input pixels(NDArray pixels) {
        Shape shape = pixels.getShape();
        if (shape.dimension() != 4 || shape.get(1) != 3) {
            throw new IllegalArgumentException("pixels must be [B, 3, H, W], not " + shape);
        }
        int rows = config.patches("height", shape.get(2));
        int columns = config.patches("width", shape.get(3));
        return new Input(1, Optional.of(pixels), rows, columns, Map.of(FeatureLayers.IMAGE, pixels));
    }

    /** Everything that the layers use, after an adaptation. */
    Adapted adapted(NDManager scope, Input input, Adaptation adaptation, Tensors parameters, boolean gradients) {
        Tensors used = adaptation.weights(scope, weights, parameters);
        NDArray tokens = input.isPixels() ? adaptation.tokens(scope, parameters).orElse(noTokens) : noTokens;
        NDArray position = positions.of(scope, used, input, gradients);
        List<NDArray> deep = deep(adaptation.deepTokens(scope, config, parameters));
        List<Branch.Learned<Tensors>> branches = adaptation.branches(config, parameters);
        Tensors all = used.filter(name -> !name.equals(TokenPositions.POSITION)).with(BranchForm.values(branches));
        return new Adapted(tokens, deep, position, all, BranchForm.of(branches));
    }

    /** What the layers of the published encoder use: always the same arrays. */
    Adapted frozen(NDManager scope, Input input) {
        return adapted(scope, input, Adaptation.NONE, Tensors.empty(), false);
    }

    /** Runs the layers. */
    EncoderScripts scripts() {
        return scripts;
    }

    private List<NDArray> deep(Map<Integer, NDArray> byLayer) {
        List<NDArray> all = new ArrayList<>(Collections.nCopies(config.depth(), noDeepTokens));
        byLayer.forEach((layer, tokens) -> all.set(layer - 1, tokens));
        return all;
    }

    /** SHA-256 of every weight's current bytes, by name; unchanged if nothing was trained. */
    public Map<String, String> fingerprints() {
        Map<String, String> prints = new LinkedHashMap<>();
        weights.asMap().forEach((name, array) -> prints.put(name, sha256(array.toByteBuffer())));
        return prints;
    }

    private static String sha256(ByteBuffer bytes) {
        MessageDigest digest = Sha256.digest();
        digest.update(bytes);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Frees weights and scripts; the encoder cannot be used afterwards. */
    @Override
    public void close() {
        scripts.close();
        positions.close();
        manager.close();
    }

    /**
     * Where a run of the encoder begins: at the pixels, or at the tokens that enter one of its layers, with the features of
     * layers below it that are still needed. A view: it does not own the arrays.
     *
     * @param layer the first layer to run: 1 for pixels, L + 1 if all have run
     * @param values pixels {@code [B, 3, H, W]} before layer 1, else the tokens {@code [B, C+R+P+N, D]} that enter the layer;
     *     empty if no further layer is needed
     * @param rows h, patches from top to bottom
     * @param columns w, patches from left to right; {@code N = h*w}
     * @param below feature maps {@code [B, D, h, w]}, float32, of layers below {@code layer}, by layer; the image's are its
     *     pixels
     */
    public record Input(int layer, Optional<NDArray> values, int rows, int columns, Map<Integer, NDArray> below) {

        public Input {
            below = Collections.unmodifiableMap(new LinkedHashMap<>(below));
        }

        /** Whether the run starts with the patch embedding. */
        boolean isPixels() {
            return layer == 1;
        }

        /** In the order of {@code layers}: the maps kept from below, and the computed ones for the others. */
        NDList select(List<Integer> layers, List<Integer> above, NDList computed) {
            NDList maps = new NDList();
            for (int chosen : layers) {
                int at = above.indexOf(chosen);
                NDArray map = at < 0 ? below.get(chosen) : computed.get(at);
                if (map == null) {
                    throw new IllegalArgumentException("the features of layer " + chosen + " are below layer " + layer
                            + " and were not kept: " + below.keySet());
                }
                maps.add(map);
            }
            return maps;
        }
    }
}
