package org.vpt4j.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * The six places where a tuning method can enter a frozen encoder; by default nothing does.
 *
 * <p>The encoder calls these and does not know which method it is. Each gets the tuned parameters, and a scope to attach
 * new arrays to, which the encoder's caller closes.
 */
public interface Adaptation {

    /** The encoder as published. */
    Adaptation NONE = new Adaptation() {};

    /** The pixels that the patch embedding sees: {@code [B, 3, H, W] -> [B, 3, H, W]}. */
    default NDArray pixels(NDManager scope, NDArray pixels, Tensors parameters) {
        return pixels;
    }

    /** Tokens {@code [P, D]} or {@code [B, P, D]} after the class token and registers, before the first layer; all layers see them. */
    default Optional<NDArray> tokens(NDManager scope, Tensors parameters) {
        return Optional.empty();
    }

    /**
     * Tokens {@code [P, D]} or {@code [B, P, D]} that only one layer sees (VPT-deep).
     *
     * @return tokens by layer: 1 is the first, L the last; layers without tokens are missing
     */
    default Map<Integer, NDArray> deepTokens(NDManager scope, EncoderConfig config, Tensors parameters) {
        return Map.of();
    }

    /** The weights that the layers use, computed from the frozen ones, with the same names and shapes. */
    default Tensors weights(NDManager scope, Tensors frozen, Tensors parameters) {
        return frozen;
    }

    /**
     * Small networks in the layers, whose results are added to the tokens (adapters).
     *
     * <p>The branches are the same in every step; their values are parameters, or computed from them.
     */
    default List<Branch.Learned<Tensors>> branches(EncoderConfig config, Tensors parameters) {
        return List.of();
    }

    /** Networks between the encoder and the head that change the feature maps, one after the other. */
    default List<FeatureAdapter.Learned<Tensors>> features(EncoderConfig config, Tensors parameters) {
        return List.of();
    }

    /**
     * A trained {@link Adaptation} as plain values for the same places, independent of any engine. Inference and exported
     * graphs use these.
     *
     * @param pixels {@code [3, h, w]}, h and w each 1 or the size of the input: added to the normalised pixels
     * @param tokens {@code [P, D]} after the class token and registers, before the first layer
     * @param deepTokens {@code [P, D]} by layer, 1 is the first: tokens that only this layer sees
     * @param weights of the encoder that differ from the published ones, by their canonical names
     * @param branches networks in the layers, with their values
     * @param features networks between encoder and head, with their values
     */
    record Constants(
            Optional<FloatTensor> pixels,
            Optional<FloatTensor> tokens,
            Map<Integer, FloatTensor> deepTokens,
            Map<String, FloatTensor> weights,
            List<Branch.Learned<Map<String, FloatTensor>>> branches,
            List<FeatureAdapter.Learned<Map<String, FloatTensor>>> features) {

        /** The encoder as published. */
        public static final Constants NONE =
                new Constants(Optional.empty(), Optional.empty(), Map.of(), Map.of(), List.of(), List.of());

        public Constants {
            deepTokens = Collections.unmodifiableMap(new TreeMap<>(deepTokens));
            weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
            branches = List.copyOf(branches);
            features = List.copyOf(features);
        }

        /** A copy with values added to the pixels. */
        public Constants withPixels(FloatTensor added) {
            return new Constants(Optional.of(added), tokens, deepTokens, weights, branches, features);
        }

        /** A copy with shallow tokens. */
        public Constants withTokens(FloatTensor shallow) {
            return new Constants(pixels, Optional.of(shallow), deepTokens, weights, branches, features);
        }

        /** A copy with tokens by layer. */
        public Constants withDeepTokens(Map<Integer, FloatTensor> byLayer) {
            return new Constants(pixels, tokens, byLayer, weights, branches, features);
        }

        /** A copy with other weights. */
        public Constants withWeights(Map<String, FloatTensor> changed) {
            return new Constants(pixels, tokens, deepTokens, changed, branches, features);
        }

        /** A copy with networks in the layers. */
        public Constants withBranches(List<Branch.Learned<Map<String, FloatTensor>>> added) {
            return new Constants(pixels, tokens, deepTokens, weights, added, features);
        }

        /** A copy with networks between encoder and head. */
        public Constants withFeatures(List<FeatureAdapter.Learned<Map<String, FloatTensor>>> adapters) {
            return new Constants(pixels, tokens, deepTokens, weights, branches, adapters);
        }

        /** Whether the task needs an encoder of its own, that of {@link EncoderWeights#with(Constants)}. */
        public boolean changesEncoder() {
            return !weights.isEmpty() || !branches.isEmpty();
        }

        /** Only what is an input of the encoder: no changed weights, branches or feature adapters. */
        public Constants prompt() {
            return new Constants(pixels, tokens, deepTokens, Map.of(), List.of(), List.of());
        }

        /**
         * The combination of two methods: pixels are added, tokens concatenated, networks run one after the other. The two
         * change different weights.
         */
        public Constants plus(Constants other) {
            Map<Integer, FloatTensor> deep = new TreeMap<>(deepTokens);
            other.deepTokens.forEach((layer, own) -> deep.merge(layer, own, Constants::concatenated));
            Map<String, FloatTensor> both = new LinkedHashMap<>(weights);
            both.putAll(other.weights);
            return new Constants(
                    merged(pixels, other.pixels, Constants::sum),
                    merged(tokens, other.tokens, Constants::concatenated),
                    deep,
                    both,
                    Stream.concat(branches.stream(), other.branches.stream()).toList(),
                    Stream.concat(features.stream(), other.features.stream()).toList());
        }

        private static Optional<FloatTensor> merged(
                Optional<FloatTensor> a, Optional<FloatTensor> b, BinaryOperator<FloatTensor> merge) {
            return Stream.of(a, b).flatMap(Optional::stream).reduce(merge);
        }

        /** {@code [P, D], [Q, D] -> [P + Q, D]} */
        private static FloatTensor concatenated(FloatTensor a, FloatTensor b) {
            float[] values = Arrays.copyOf(a.values(), a.size() + b.size());
            System.arraycopy(b.values(), 0, values, a.size(), b.size());
            return new FloatTensor(new long[] {a.shape()[0] + b.shape()[0], a.shape()[1]}, values);
        }

        /** The sum of two {@code [3, h, w]}; a side of 1 is broadcast. */
        private static FloatTensor sum(FloatTensor a, FloatTensor b) {
            int height = (int) Math.max(a.shape()[1], b.shape()[1]);
            int width = (int) Math.max(a.shape()[2], b.shape()[2]);
            FloatTensor sum = FloatTensor.zeros(3, height, width);
            for (int i = 0; i < sum.size(); i++) {
                int channel = i / (height * width);
                int row = i / width % height;
                int column = i % width;
                sum.values()[i] = at(a, channel, row, column) + at(b, channel, row, column);
            }
            return sum;
        }

        private static float at(FloatTensor pixels, int channel, int row, int column) {
            int height = (int) pixels.shape()[1];
            int width = (int) pixels.shape()[2];
            return pixels.values()[(channel * height + row % height) * width + column % width];
        }
    }
}
