package org.vpt4j.vision.encoder;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.vision.error.ConfigException;

/**
 * The shape of a plain, pre-norm vision transformer (Dosovitskiy et al. 2021), with a switch for each difference between
 * families. Start from {@link #of} and change what differs:
 *
 * <pre>{@code
 * EncoderConfig.of(14, 384, 12, 6).withGrid(37).withLayerScale(true) // DINOv2-small
 * EncoderConfig.of(16, 768, 12, 12).withPatchBias(false).withNormBeforeLayers(true).withGelu(Gelu.QUICK) // CLIP ViT-B/16
 * }</pre>
 *
 * @param patch side of a patch in pixels
 * @param width size D of a token
 * @param depth number of layers L
 * @param heads attention heads; divides {@code width}
 * @param epsilon of all layer norms
 * @param embedding how images become tokens
 * @param position how tokens get their position
 * @param layer what the layers have
 * @param mlp of each layer
 */
public record EncoderConfig(
        int patch,
        int width,
        int depth,
        int heads,
        double epsilon,
        Embedding embedding,
        Position position,
        Layer layer,
        Mlp mlp) {

    private static final int USUAL_IMAGE = 224; // pixels
    private static final int USUAL_MLP_RATIO = 4;
    private static final double USUAL_EPSILON = 1e-6;

    /**
     * How images become tokens.
     *
     * @param classToken whether a class token comes first
     * @param registers number R of register tokens that follow it (Darcet et al. 2024), often 0
     * @param patchBias whether the patch convolution has a bias
     * @param norm whether a layer norm comes before the first layer (CLIP's {@code pre_layrnorm}); prompt tokens enter
     *     after it
     */
    public record Embedding(boolean classToken, int registers, boolean patchBias, boolean norm) {}

    /**
     * How tokens get their position. Registers and prompt tokens have none.
     *
     * @param kind what is added to the tokens
     * @param grid side G of the square grid of patches that the position embedding was trained on
     * @param antialiased whether it is resampled to other grids with antialiasing: DINOv2 with registers was published
     *     that way, other families without
     */
    public record Position(Position.Kind kind, int grid, boolean antialiased) {
        /** What is added to the tokens. */
        public enum Kind {
            /** A learned vector for the class token, where there is one, and for each patch. */
            LEARNED,
            /** A learned vector for each patch; the class token has none. */
            LEARNED_PATCHES,
            /** Nothing. */
            NONE
        }
    }

    /**
     * What the layers have.
     *
     * @param qkvBias whether the projection to queries, keys and values has a bias
     * @param scale whether each residual branch has a learned scale (LayerScale, Touvron et al. 2021)
     */
    public record Layer(boolean qkvBias, boolean scale) {}

    /**
     * The MLP of a layer.
     *
     * @param kind how many projections it has
     * @param hidden width M of its hidden layer
     * @param gelu activation of the plain MLP; SwiGLU's is SiLU
     */
    public record Mlp(Mlp.Kind kind, int hidden, Gelu gelu) {
        /** How many projections an MLP has. */
        public enum Kind {
            /** {@code fc2(gelu(fc1(x)))} */
            PLAIN,
            /** {@code fc2(silu(a) * b)}, a and b the halves of {@code fc1(x)}, as in DINOv2-giant (Shazeer 2020) */
            SWIGLU
        }

        /** Output width of {@code fc1}: M, or 2M for SwiGLU. */
        public int projected() {
            return kind == Mlp.Kind.SWIGLU ? 2 * hidden : hidden;
        }
    }

    /** Variant of the GELU activation: the wrong one fails silently. */
    public enum Gelu {
        /** {@code x * Phi(x)} */
        EXACT,
        /** {@code x * sigmoid(1.702 x)}, OpenAI's CLIP */
        QUICK,
        /** {@code x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))}, SigLIP */
        TANH
    }

    /** @throws IllegalArgumentException if a number is not positive or {@code heads} does not divide {@code width} */
    public EncoderConfig {
        if (patch < 1
                || width < 1
                || depth < 1
                || heads < 1
                || mlp.hidden < 1
                || embedding.registers < 0
                || position.grid < 1) {
            throw new IllegalArgumentException("sizes must be positive: patch " + patch + ", width " + width
                    + ", depth " + depth + ", heads " + heads + ", hidden " + mlp.hidden + ", registers "
                    + embedding.registers + ", grid " + position.grid);
        }
        if (width % heads != 0) {
            throw new IllegalArgumentException("width " + width + " is not divisible by " + heads + " heads");
        }
    }

    /**
     * A ViT as first published: class token, learned positions (for images of 224 px), all biases, no layer
     * scale, an MLP of four times the width with exact GELU, epsilon 1e-6.
     *
     * @throws IllegalArgumentException if a number is not positive or {@code heads} does not divide {@code width}
     */
    public static EncoderConfig of(int patch, int width, int depth, int heads) {
        return new EncoderConfig(
                patch,
                width,
                depth,
                heads,
                USUAL_EPSILON,
                new Embedding(true, 0, true, false),
                new Position(Position.Kind.LEARNED, Math.max(1, USUAL_IMAGE / Math.max(1, patch)), false),
                new Layer(true, false),
                new Mlp(Mlp.Kind.PLAIN, USUAL_MLP_RATIO * width, Gelu.EXACT));
    }

    /** With this epsilon in all layer norms. */
    public EncoderConfig withEpsilon(double value) {
        return new EncoderConfig(patch, width, depth, heads, value, embedding, position, layer, mlp);
    }

    private EncoderConfig with(Embedding changed) {
        return new EncoderConfig(patch, width, depth, heads, epsilon, changed, position, layer, mlp);
    }

    private EncoderConfig with(Position changed) {
        return new EncoderConfig(patch, width, depth, heads, epsilon, embedding, changed, layer, mlp);
    }

    private EncoderConfig with(Layer changed) {
        return new EncoderConfig(patch, width, depth, heads, epsilon, embedding, position, changed, mlp);
    }

    private EncoderConfig with(Mlp changed) {
        return new EncoderConfig(patch, width, depth, heads, epsilon, embedding, position, layer, changed);
    }

    /** With or without a class token. */
    public EncoderConfig withClassToken(boolean has) {
        return with(new Embedding(has, embedding.registers, embedding.patchBias, embedding.norm));
    }

    /** With this number of register tokens. */
    public EncoderConfig withRegisters(int count) {
        return with(new Embedding(embedding.classToken, count, embedding.patchBias, embedding.norm));
    }

    /** With or without a bias in the patch convolution. */
    public EncoderConfig withPatchBias(boolean has) {
        return with(new Embedding(embedding.classToken, embedding.registers, has, embedding.norm));
    }

    /** With or without a layer norm before the first layer. */
    public EncoderConfig withNormBeforeLayers(boolean has) {
        return with(new Embedding(embedding.classToken, embedding.registers, embedding.patchBias, has));
    }

    /** With positions of this kind. */
    public EncoderConfig withPosition(Position.Kind kind) {
        return with(new Position(kind, position.grid, position.antialiased));
    }

    /** With a position embedding that was trained on this number of patches along each side. */
    public EncoderConfig withGrid(int side) {
        return with(new Position(position.kind, side, position.antialiased));
    }

    /** With a position embedding that is resampled with or without antialiasing. */
    public EncoderConfig withAntialiasing(boolean on) {
        return with(new Position(position.kind, position.grid, on));
    }

    /** With or without a bias in the projection to queries, keys and values. */
    public EncoderConfig withQkvBias(boolean has) {
        return with(new Layer(has, layer.scale));
    }

    /** With or without learned scales of the residual branches. */
    public EncoderConfig withLayerScale(boolean has) {
        return with(new Layer(layer.qkvBias, has));
    }

    /** With an MLP of this kind. */
    public EncoderConfig withMlp(Mlp.Kind kind) {
        return with(new Mlp(kind, mlp.hidden, mlp.gelu));
    }

    /** With MLPs of this hidden width. */
    public EncoderConfig withHidden(int hidden) {
        return with(new Mlp(mlp.kind, hidden, mlp.gelu));
    }

    /** With this activation in plain MLPs. */
    public EncoderConfig withGelu(Gelu gelu) {
        return with(new Mlp(mlp.kind, mlp.hidden, gelu));
    }

    /** Number of tokens before the patch tokens, prompts aside: the class token, if there is one, and the registers. */
    public int prefixTokens() {
        return (embedding.classToken ? 1 : 0) + embedding.registers;
    }

    /** Number of rows of the position embedding that come before those of the patches: the class token's, or none. */
    int positionsBeforePatches() {
        return embedding.classToken && position.kind == Position.Kind.LEARNED ? 1 : 0;
    }

    /**
     * Everything that distinguishes this encoder from others, one per line: part of a backbone's fingerprint, which task
     * files contain. So a line must never change, and a new switch gets one only where it is not at its default.
     */
    public List<String> fingerprintLines() {
        List<String> lines = new ArrayList<>(List.of(
                "patch " + patch,
                "width " + width,
                "depth " + depth,
                "heads " + heads,
                "hidden " + mlp.hidden,
                "registers " + embedding.registers,
                "layer scale " + layer.scale,
                "gelu " + mlp.gelu.name(),
                "epsilon " + epsilon,
                "grid " + position.grid));
        addIf(position.antialiased, "antialiased", lines);
        addIf(!embedding.classToken, "no class token", lines);
        addIf(!embedding.patchBias, "no patch bias", lines);
        addIf(embedding.norm, "norm before the layers", lines);
        addIf(position.kind != Position.Kind.LEARNED, "position " + position.kind.name(), lines);
        addIf(!layer.qkvBias, "no qkv bias", lines);
        addIf(mlp.kind != Mlp.Kind.PLAIN, "mlp " + mlp.kind.name(), lines);
        return lines;
    }

    private static void addIf(boolean differs, String line, List<String> lines) {
        if (differs) {
            lines.add(line);
        }
    }

    /**
     * Number of patches along a side of the image.
     *
     * @param side its name, for the message
     * @param pixels its length
     * @throws ConfigException if that is not a positive multiple of the patch; the message names the nearest ones
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
     * Checks layers whose features are requested; 1 is the first.
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
