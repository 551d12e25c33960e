package org.vpt4j.vision.encoder;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * What an {@link Adaptation} comes to once it has been learned: plain values for the same places, which need no engine.
 * Inference and exported graphs are made from these.
 *
 * @param pixels {@code [3, h, w]}, h and w each 1 or the size of the canvas: is added to the normalised pixels
 * @param tokens {@code [P, D]} behind the class token, before the first layer
 * @param deepTokens {@code [P, D]} by layer, 1 is the first: tokens that this layer alone sees
 * @param weights of the encoder that differ from the published ones, by their canonical names
 */
public record AdaptationConstants(
        Optional<FloatTensor> pixels,
        Optional<FloatTensor> tokens,
        Map<Integer, FloatTensor> deepTokens,
        Map<String, FloatTensor> weights) {

    /** The encoder as it was published. */
    public static final AdaptationConstants NONE =
            new AdaptationConstants(Optional.empty(), Optional.empty(), Map.of(), Map.of());

    public AdaptationConstants {
        deepTokens = Collections.unmodifiableMap(new TreeMap<>(deepTokens));
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /** The same with something that is added to the pixels. */
    public AdaptationConstants withPixels(FloatTensor added) {
        return new AdaptationConstants(Optional.of(added), tokens, deepTokens, weights);
    }

    /** The same with shallow tokens. */
    public AdaptationConstants withTokens(FloatTensor shallow) {
        return new AdaptationConstants(pixels, Optional.of(shallow), deepTokens, weights);
    }

    /** The same with tokens by layer. */
    public AdaptationConstants withDeepTokens(Map<Integer, FloatTensor> byLayer) {
        return new AdaptationConstants(pixels, tokens, byLayer, weights);
    }

    /** The same with other weights. */
    public AdaptationConstants withWeights(Map<String, FloatTensor> changed) {
        return new AdaptationConstants(pixels, tokens, deepTokens, changed);
    }
}
