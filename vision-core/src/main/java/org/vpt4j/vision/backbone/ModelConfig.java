package org.vpt4j.vision.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderConfig.Gelu;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.WeightsException;

/**
 * A model's {@code config.json}, read key by key. A missing or invalid value is a {@link WeightsException} that names file
 * and key.
 *
 * @param json the file's object
 * @param file its name in messages
 * @param shapes of the tensors that the model's files have, by the encoder's canonical names; empty while a family is asked
 *     for its {@link BackboneFamily#names names}
 */
public record ModelConfig(JsonNode json, String file, Map<String, List<Long>> shapes) {
    /** Larger numbers are damaged. */
    private static final int MAX_SIZE = 1 << 17;

    private static final int MAX_LAYERS = 1000;
    private static final int RGB = 3;

    public ModelConfig {
        shapes = Map.copyOf(shapes);
    }

    /** A configuration without weights. */
    public ModelConfig(JsonNode json, String file) {
        this(json, file, Map.of());
    }

    ModelConfig with(Map<String, List<Long>> found) {
        return new ModelConfig(json, file, found);
    }

    /**
     * Reads a file.
     *
     * @throws WeightsException if it is not a JSON object
     * @throws org.vpt4j.vision.error.FileException if it cannot be read
     */
    public static ModelConfig read(Path file) {
        return new ModelConfig(JsonFile.read(file), file.toString());
    }

    /** The object at a key, as a configuration of its own; an empty one if it is absent. */
    public ModelConfig section(String key) {
        JsonNode own = json.path(key);
        if (!own.isObject() && !own.isMissingNode() && !own.isNull()) {
            throw problem(key, own + " is not an object");
        }
        JsonNode object = own.isObject() ? own : JsonFile.object(Map.of());
        return new ModelConfig(object, file + ", " + key, shapes);
    }

    /** With these values for the keys that are absent. */
    public ModelConfig withDefaults(Map<String, ?> values) {
        ObjectNode all = JsonFile.object(values);
        json.properties().forEach(entry -> {
            if (!entry.getValue().isNull()) {
                all.set(entry.getKey(), entry.getValue());
            }
        });
        return new ModelConfig(all, file, shapes);
    }

    /** Whether the files have this tensor of the encoder. */
    public boolean hasTensor(String canonical) {
        return shapes.containsKey(canonical);
    }

    /**
     * Size of an axis of one of the encoder's tensors in the files; empty if there is no such tensor or axis.
     *
     * @param axis counts from the last one, which is -1, if it is negative
     */
    public Optional<Integer> tensorSize(String canonical, int axis) {
        List<Long> shape = shapes.getOrDefault(canonical, List.of());
        int index = axis < 0 ? shape.size() + axis : axis;
        return 0 <= index && index < shape.size() ? Optional.of(Math.toIntExact(shape.get(index))) : Optional.empty();
    }

    /** Number of layers that the files have. */
    public int tensorLayers() {
        int layers = 0;
        while (hasTensor("layer." + layers + ".norm1.weight")) {
            layers++;
        }
        return layers;
    }

    /** A required text. */
    public String text(String key) {
        JsonNode value = json.path(key);
        if (!value.isTextual()) {
            throw problem(key, value.isMissingNode() ? "is missing" : Excerpt.of(value) + " is not a text");
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
            throw problem(key, Excerpt.of(value) + " is not a whole number from 1 to " + MAX_SIZE);
        }
        return value.intValue();
    }

    /** A whole number from 1 to 131072, or {@code otherwise} if the key is absent. */
    public int size(String key, int otherwise) {
        return json.hasNonNull(key) ? size(key) : otherwise;
    }

    /** A whole number from 0 to 131072, or {@code otherwise} if the key is absent. */
    public int count(String key, int otherwise) {
        JsonNode value = json.path(key);
        return value.isIntegralNumber() && value.canConvertToInt() && value.intValue() == 0 ? 0 : size(key, otherwise);
    }

    /** The side of a square: a whole number, or a list of two equal ones. */
    public int side(String key) {
        JsonNode value = json.path(key);
        if (value.isArray()) {
            if (value.size() != 2 || !value.get(0).equals(value.get(1))) {
                throw problem(
                        key, Excerpt.of(value) + " is not square; encoders that were trained on squares can be run");
            }
            return new ModelConfig(JsonFile.object(Map.of(key, value.get(0))), file, shapes).size(key);
        }
        return size(key);
    }

    /** A finite number from 0, or {@code otherwise} if the key is absent. */
    public double number(String key, double otherwise) {
        if (!json.hasNonNull(key)) {
            return otherwise;
        }
        JsonNode value = json.path(key);
        if (!value.isNumber() || !Double.isFinite(value.doubleValue()) || value.doubleValue() < 0) {
            throw problem(key, Excerpt.of(value) + " is not a number from 0");
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
            throw problem(key, Excerpt.of(value) + " is neither true nor false");
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
        return EncoderConfig.of(side("patch_size"), size("hidden_size"), depth, size("num_attention_heads"))
                .withGrid(grid())
                .withGelu(gelu())
                .withEpsilon(number("layer_norm_eps", defaultEpsilon));
    }

    private Gelu gelu() {
        return gelu(json.hasNonNull("hidden_act") ? text("hidden_act") : "gelu")
                .orElseThrow(() -> problem(
                        "hidden_act",
                        Excerpt.of(json.path("hidden_act"))
                                + " cannot be run; gelu, quick_gelu, gelu_new and gelu_pytorch_tanh can"));
    }

    /** Without the name of the activation. */
    ModelConfig withoutActivation() {
        ObjectNode rest = JsonFile.object(Map.of());
        json.properties().stream()
                .filter(entry -> !entry.getKey().equals("hidden_act"))
                .forEach(entry -> rest.set(entry.getKey(), entry.getValue()));
        return new ModelConfig(rest, file, shapes);
    }

    /** The activation that this name means to Hugging Face or timm, if it is a GELU. */
    static Optional<Gelu> gelu(String name) {
        return switch (name) {
            case "gelu", "gelu_python" -> Optional.of(Gelu.EXACT);
            case "quick_gelu", "quickgelu" -> Optional.of(Gelu.QUICK);
            case "gelu_new", "gelu_pytorch_tanh", "gelu_tanh", "gelu_fast", "gelu_accurate", "gelu_python_tanh" ->
                Optional.of(Gelu.TANH);
            default -> Optional.empty();
        };
    }

    private int grid() {
        int image = side("image_size");
        int patch = side("patch_size");
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
