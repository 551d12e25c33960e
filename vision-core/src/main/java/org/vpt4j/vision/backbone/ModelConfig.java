package org.vpt4j.vision.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderConfig.Gelu;
import org.vpt4j.vision.error.WeightsException;

/**
 * A model's {@code config.json}, read key by key. A missing or invalid value is a {@link WeightsException} that names file
 * and key.
 *
 * @param json the file's object
 * @param file its name in messages
 */
public record ModelConfig(JsonNode json, String file) {
    /** Larger numbers are damaged. */
    private static final int MAX_SIZE = 1 << 17;

    private static final int MAX_LAYERS = 1000;
    private static final int RGB = 3;

    /** A required text. */
    public String text(String key) {
        JsonNode value = json.path(key);
        if (!value.isTextual()) {
            throw problem(key, value.isMissingNode() ? "is missing" : value + " is not a text");
        }
        return value.textValue();
    }

    /** A required whole number from 1 to 131072. */
    public int size(String key) {
        JsonNode value = json.path(key);
        if (value.isMissingNode()) {
            throw problem(key, "is missing");
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < 1
                || value.intValue() > MAX_SIZE) {
            throw problem(key, value + " is not a whole number from 1 to " + MAX_SIZE);
        }
        return value.intValue();
    }

    /** A whole number from 1 to 131072, or {@code otherwise} if the key is absent. */
    public int size(String key, int otherwise) {
        return json.hasNonNull(key) ? size(key) : otherwise;
    }

    /** A finite number from 0, or {@code otherwise} if the key is absent. */
    public double number(String key, double otherwise) {
        if (!json.hasNonNull(key)) {
            return otherwise;
        }
        JsonNode value = json.path(key);
        if (!value.isNumber() || !Double.isFinite(value.doubleValue()) || value.doubleValue() < 0) {
            throw problem(key, value + " is not a number from 0");
        }
        return value.doubleValue();
    }

    /** True or false, or {@code otherwise} if the key is absent. */
    public boolean flag(String key, boolean otherwise) {
        if (!json.hasNonNull(key)) {
            return otherwise;
        }
        JsonNode value = json.path(key);
        if (!value.isBoolean()) {
            throw problem(key, value + " is neither true nor false");
        }
        return value.booleanValue();
    }

    /**
     * The encoder by the keys that Hugging Face's vision transformers share: {@code patch_size}, {@code hidden_size},
     * {@code num_hidden_layers}, {@code num_attention_heads}, {@code image_size}, {@code hidden_act} and
     * {@code layer_norm_eps}. All else is as {@link EncoderConfig#of} gives it.
     *
     * @param defaultEpsilon of the layer norms if {@code layer_norm_eps} is absent
     */
    public EncoderConfig encoder(double defaultEpsilon) {
        int depth = size("num_hidden_layers");
        if (depth > MAX_LAYERS) {
            throw problem("num_hidden_layers", depth + " is more than " + MAX_LAYERS);
        }
        if (size("num_channels", RGB) != RGB) {
            throw problem("num_channels", "is " + size("num_channels") + "; encoders of RGB images (3) can be run");
        }
        return EncoderConfig.of(size("patch_size"), size("hidden_size"), depth, size("num_attention_heads"))
                .withGrid(grid())
                .withGelu(gelu())
                .withEpsilon(number("layer_norm_eps", defaultEpsilon));
    }

    private Gelu gelu() {
        String name = json.hasNonNull("hidden_act") ? text("hidden_act") : "gelu";
        return switch (name) {
            case "gelu" -> Gelu.EXACT;
            case "quick_gelu" -> Gelu.QUICK;
            case "gelu_new", "gelu_pytorch_tanh" -> Gelu.TANH;
            default ->
                throw problem(
                        "hidden_act",
                        "\"" + name + "\" cannot be run; gelu, quick_gelu, gelu_new and gelu_pytorch_tanh can");
        };
    }

    private int grid() {
        int image = size("image_size");
        int patch = size("patch_size");
        if (image < patch) {
            throw problem("image_size", image + " is smaller than patch_size " + patch);
        }
        return image / patch;
    }

    /** The exception that says what is wrong with a key, and in which file. */
    public WeightsException problem(String key, String what) {
        return new WeightsException(file + ": " + key + " " + what);
    }
}
