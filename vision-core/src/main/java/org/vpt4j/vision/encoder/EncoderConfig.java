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
    private static final double USUAL_ROTARY_BASE = 100;

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
     * How tokens get their position. Prompt tokens have none.
     *
     * @param kind what has a position
     * @param grid side G of the square grid of patches that the position embedding was trained on
     * @param resampling how it becomes one for another grid
     * @param rotaryBase base of the frequencies of {@link Kind#ROTARY}
     */
    public record Position(Position.Kind kind, int grid, Resampling resampling, double rotaryBase) {
        /** What has a position. */
        public enum Kind {
            /** A learned vector is added to the class token, where there is one, and to each patch. */
            LEARNED,
            /** A learned vector is added to each patch; the class token has none. */
            LEARNED_PATCHES,
            /** A learned vector is added to the class token, each register and each patch. */
            LEARNED_ALL,
            /**
             * Nothing is added: the queries and keys of the patches are rotated in every layer, by angles that follow
             * from the patch's row and column (axial rotary embedding, as in DINOv3, Siméoni et al. 2025).
             */
            ROTARY,
            /** Nothing. */
            NONE
        }

        /** How a learned position embedding is resampled, with sample points at half pixels. */
        public enum Resampling {
            /** Bicubic without antialiasing: most models of Hugging Face. */
            BICUBIC,
            /** Bicubic with antialiasing: timm, OpenCLIP, DINOv2 with registers. */
            BICUBIC_ANTIALIASED,
            /** Bilinear with antialiasing: SigLIP 2 for any aspect ratio. */
            BILINEAR_ANTIALIASED
        }

        /** Whether there is a position embedding among the weights. */
        public boolean isLearned() {
            return kind != Kind.NONE && kind != Kind.ROTARY;
        }
    }

    /**
     * What the layers have.
     *
     * @param qkvBias whether the projection to queries, keys and values has a bias
     * @param scale whether each residual branch has a learned scale (LayerScale, Touvron et al. 2021)
     * @param finalNorm whether a layer norm follows the last layer; the features of every layer pass through it
     */
    public record Layer(boolean qkvBias, boolean scale, boolean finalNorm) {}

    /**
     * The MLP of a layer.
     *
     * @param kind how many projections it has
     * @param hidden width M of its hidden layer
     * @param gelu activation of the plain MLP and of GEGLU; SwiGLU's is SiLU
     */
    public record Mlp(Mlp.Kind kind, int hidden, Gelu gelu) {
        /** How many projections an MLP has. */
        public enum Kind {
            /** {@code fc2(gelu(fc1(x)))} */
            PLAIN,
            /** {@code fc2(silu(a) * b)}, a and b the halves of {@code fc1(x)}, as in DINOv2-giant (Shazeer 2020) */
            SWIGLU,
            /** {@code fc2(gelu(a) * b)}, likewise */
            GEGLU
        }

        /** Whether one half of {@code fc1}'s output gates the other. */
        public boolean isGated() {
            return kind != Mlp.Kind.PLAIN;
        }

        /** Output width of {@code fc1}: M, or 2M if it is gated. */
        public int projected() {
            return isGated() ? 2 * hidden : hidden;
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
        if (position.kind == Position.Kind.ROTARY && width / heads % 4 != 0) {
            throw new IllegalArgumentException(
                    "rotary positions need heads whose width is a multiple of 4, not " + width / heads);
        }
        if (!(position.rotaryBase > 0) || position.rotaryBase > Float.MAX_VALUE) {
            throw new IllegalArgumentException("the base of rotary positions is not above 0: " + position.rotaryBase);
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
                new Position(
                        Position.Kind.LEARNED,
                        Math.max(1, USUAL_IMAGE / Math.max(1, patch)),
                        Position.Resampling.BICUBIC,
                        USUAL_ROTARY_BASE),
                new Layer(true, false, true),
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

    /** With positions of this kind; see {@link #withRotaryPosition} for rotary ones. */
    public EncoderConfig withPosition(Position.Kind kind) {
        return with(new Position(kind, position.grid, position.resampling, position.rotaryBase));
    }

    /** With rotary positions whose frequencies have this base. */
    public EncoderConfig withRotaryPosition(double base) {
        return with(new Position(Position.Kind.ROTARY, position.grid, position.resampling, base));
    }

    /** With a position embedding that was trained on this number of patches along each side. */
    public EncoderConfig withGrid(int side) {
        return with(new Position(position.kind, side, position.resampling, position.rotaryBase));
    }

    /** With a position embedding that is resampled in this way. */
    public EncoderConfig withResampling(Position.Resampling resampling) {
        return with(new Position(position.kind, position.grid, resampling, position.rotaryBase));
    }

    /** With a position embedding that is resampled bicubically, with or without antialiasing. */
    public EncoderConfig withAntialiasing(boolean on) {
        return withResampling(on ? Position.Resampling.BICUBIC_ANTIALIASED : Position.Resampling.BICUBIC);
    }

    /** With or without a bias in the projection to queries, keys and values. */
    public EncoderConfig withQkvBias(boolean has) {
        return with(new Layer(has, layer.scale, layer.finalNorm));
    }

    /** With or without learned scales of the residual branches. */
    public EncoderConfig withLayerScale(boolean has) {
        return with(new Layer(layer.qkvBias, has, layer.finalNorm));
    }

    /** With or without a layer norm after the last layer. */
    public EncoderConfig withFinalNorm(boolean has) {
        return with(new Layer(layer.qkvBias, layer.scale, has));
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

    /** Number of rows of the position embedding that come before those of the patches. */
    int positionsBeforePatches() {
        return switch (position.kind) {
            case LEARNED -> embedding.classToken ? 1 : 0;
            case LEARNED_ALL -> prefixTokens();
            case LEARNED_PATCHES, ROTARY, NONE -> 0;
        };
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
        addIf(position.resampling == Position.Resampling.BICUBIC_ANTIALIASED, "antialiased", lines);
        addIf(position.resampling == Position.Resampling.BILINEAR_ANTIALIASED, "bilinear antialiased", lines);
        addIf(!embedding.classToken, "no class token", lines);
        addIf(!embedding.patchBias, "no patch bias", lines);
        addIf(embedding.norm, "norm before the layers", lines);
        addIf(position.kind != Position.Kind.LEARNED, "position " + position.kind.name(), lines);
        addIf(!layer.qkvBias, "no qkv bias", lines);
        addIf(mlp.kind != Mlp.Kind.PLAIN, "mlp " + mlp.kind.name(), lines);
        addIf(position.rotaryBase != USUAL_ROTARY_BASE, "rotary base " + position.rotaryBase, lines);
        addIf(!layer.finalNorm, "no final norm", lines);
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
