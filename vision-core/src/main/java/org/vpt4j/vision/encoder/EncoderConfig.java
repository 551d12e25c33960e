package org.vpt4j.vision.encoder;

import java.util.List;
import org.vpt4j.vision.error.ConfigException;

/**
 * The shape of a plain, pre-norm vision transformer (Dosovitskiy et al. 2021), enough to run any family's weights.
 *
 * @param patch side of a patch in pixels
 * @param width size D of a token
 * @param depth number of layers L
 * @param heads attention heads; divides {@code width}
 * @param hidden width of the MLP's hidden layer
 * @param registers register tokens R behind the class token (Darcet et al. 2024), often 0
 * @param layerScale whether each residual branch has a learned scale (Touvron et al. 2021)
 * @param gelu which GELU the MLP uses
 * @param epsilon of the layer norms
 * @param pretrainedGrid side of the square grid of patches that the position embedding was trained on
 * @param antialiased whether the position embedding is resampled to other grids with antialiasing: DINOv2 with registers
 *     was published so, the other families without
 */
public record EncoderConfig(
        int patch,
        int width,
        int depth,
        int heads,
        int hidden,
        int registers,
        boolean layerScale,
        Gelu gelu,
        double epsilon,
        int pretrainedGrid,
        boolean antialiased) {

    /** Form of the GELU activation: the wrong one fails quietly. */
    public enum Gelu {
        /** {@code x * Phi(x)} */
        EXACT,
        /** {@code x * sigmoid(1.702 x)}, OpenAI's CLIP */
        QUICK
    }

    /** @throws IllegalArgumentException if a number is not positive or {@code heads} does not divide {@code width} */
    public EncoderConfig {
        if (patch < 1 || width < 1 || depth < 1 || heads < 1 || hidden < 1 || registers < 0 || pretrainedGrid < 1) {
            throw new IllegalArgumentException(
                    "sizes must be positive: patch " + patch + ", width " + width + ", depth "
                            + depth + ", heads " + heads + ", hidden " + hidden + ", registers " + registers + ", grid "
                            + pretrainedGrid);
        }
        if (width % heads != 0) {
            throw new IllegalArgumentException("width " + width + " is not divisible by " + heads + " heads");
        }
    }

    /** Tokens before the patch tokens: the class token and the registers. */
    public int prefixTokens() {
        return 1 + registers;
    }

    /**
     * How many patches lie along a side of the pixels.
     *
     * @param side its name, for the message
     * @param pixels its length
     * @throws ConfigException if that is no positive multiple of the patch, with the nearest ones
     */
    public int patches(String side, long pixels) {
        if (pixels % patch != 0 || pixels == 0) {
            long below = pixels / patch * patch;
            throw new ConfigException(
                    "the " + side + " of " + pixels + " pixels is no multiple of the encoder's patch of " + patch
                            + "; nearest: " + (below > 0 ? below + " or " : "") + (below + patch));
        }
        return (int) (pixels / patch);
    }

    /**
     * Makes sure that features may be asked of these layers; 1 is the first.
     *
     * @throws ConfigException if there are none, or one of them is not in the encoder
     */
    public void requireLayers(List<Integer> layers) {
        if (layers.isEmpty()) {
            throw new ConfigException("no layer is chosen; give some of 1 to " + depth);
        }
        for (int layer : layers) {
            if (layer < 1 || layer > depth) {
                throw new ConfigException("there is no layer " + layer + ": this encoder's layers are 1 to " + depth);
            }
        }
    }
}
