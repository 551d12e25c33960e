package org.vpt4j.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.script.Tensors;

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
}
