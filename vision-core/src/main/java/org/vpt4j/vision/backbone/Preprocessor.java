package org.vpt4j.vision.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.InputTransform;
import org.vpt4j.vision.image.InputTransform.Filter;
import org.vpt4j.vision.image.Normalization;

/**
 * What a model folder says about preprocessing: {@code preprocessor_config.json}, or the image processor in
 * {@code processor_config.json}, of Hugging Face; the part of the configuration that timm and OpenCLIP have for it.
 */
final class Preprocessor {
    private static final String FILE = "preprocessor_config.json";
    private static final String WHOLE = "processor_config.json";
    private static final String IMAGE = "image_processor";

    /** Image processors that by default scale the shorter side to {@value #DEFAULT_SIDE} and cut out a square of it. */
    private static final List<String> SQUARE_CROPS = List.of("BitImageProcessor", "CLIPImageProcessor");

    private static final int DEFAULT_SIDE = 224;

    private final BackboneFamily family;
    private final ModelConfig config;
    private final Optional<ModelConfig> own; // Hugging Face's

    Preprocessor(Path folder, BackboneFamily family, ModelConfig config) {
        this.family = family;
        this.config = config;
        this.own = read(folder);
    }

    private static Optional<ModelConfig> read(Path folder) {
        Path file = folder.resolve(FILE);
        if (Files.isRegularFile(file)) {
            return Optional.of(new ModelConfig(JsonFile.read(file), file.toString()));
        }
        Path whole = folder.resolve(WHOLE);
        if (Files.isRegularFile(whole)) {
            ModelConfig all = new ModelConfig(JsonFile.read(whole), whole.toString());
            return all.json().path(IMAGE).isObject() ? Optional.of(all.section(IMAGE)) : Optional.empty();
        }
        return Optional.empty();
    }

    /** Mean and std of the pixels. */
    Normalization normalization() {
        if (own.isPresent()) {
            return ofHuggingFace(own.get());
        }
        JsonNode json = family instanceof OpenClip
                ? config.json().path("preprocess_cfg")
                : family instanceof TimmVit ? TimmVit.preprocessing(config.json()) : JsonFile.object(Map.of());
        return normalization(new ModelConfig(JsonFile.object(Map.of()), config.file()), json, "mean", "std");
    }

    private Normalization ofHuggingFace(ModelConfig json) {
        Normalization named = json.flag("do_normalize", true)
                ? normalization(json, json.json(), "image_mean", "image_std")
                : new Normalization(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
        double factor = json.flag("do_rescale", true) ? json.number("rescale_factor", 1 / 255.0) : 1;
        double scale = 255 * factor;
        if (Math.abs(scale - 1) < 1e-6 || !(scale > 0)) {
            return named;
        }
        return new Normalization(
                named.mean().stream().map(mean -> mean / scale).toList(),
                named.std().stream().map(std -> std / scale).toList());
    }

    private Normalization normalization(ModelConfig json, JsonNode values, String mean, String std) {
        if (!values.hasNonNull(mean) && !values.hasNonNull(std)) {
            return family.normalization();
        }
        try {
            return new Normalization(numbers(json, values, mean), numbers(json, values, std));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(
                    json.file() + ": " + mean + " and " + std + " do not make sense: " + e.getMessage(), e);
        }
    }

    private static List<Double> numbers(ModelConfig json, JsonNode values, String key) {
        List<Double> numbers = new ArrayList<>();
        for (JsonNode value : values.path(key)) {
            if (!value.isNumber()) {
                throw new WeightsException(json.file() + ": " + key + " holds " + value + ", which is not a number");
            }
            numbers.add(value.doubleValue());
        }
        return numbers;
    }

    /** Everything that happens to an image, as the family's own software does it. */
    InputTransform transform(EncoderConfig encoder) {
        Normalization normalization = normalization();
        if (own.isPresent()) {
            return transform(own.get(), encoder, normalization);
        }
        if (family instanceof TimmVit) {
            return TimmVit.transform(TimmVit.preprocessing(config.json()), config, normalization);
        }
        return family instanceof OpenClip
                ? OpenClip.transform(config, encoder, normalization)
                : family.transform(encoder);
    }

    private InputTransform transform(ModelConfig json, EncoderConfig encoder, Normalization normalization) {
        InputTransform usual = usual(json, family.transform(encoder));
        Filter filter = json.json().hasNonNull("resample") ? filter(json) : usual.filter();
        InputTransform resized = json.flag("do_resize", true)
                ? resized(json, usual, filter, normalization)
                : InputTransform.unchanged(normalization);
        boolean crops = json.flag("do_center_crop", usual.crop().isPresent());
        if (!crops) {
            return resized;
        }
        JsonNode crop = json.json().path("crop_size");
        int side = usual.crop()
                .map(size -> size.height())
                .orElse(encoder.position().grid() * encoder.patch());
        int height = crop.isObject() ? crop.path("height").asInt(side) : crop.asInt(side);
        int width = crop.isObject() ? crop.path("width").asInt(side) : crop.asInt(side);
        return resized.withCrop(positive(json, "crop_size", width), positive(json, "crop_size", height));
    }

    /** What holds where the file is silent: the defaults of the image processor that it names, else those of the family. */
    private static InputTransform usual(ModelConfig json, InputTransform ofFamily) {
        String type = json.json().path("image_processor_type").asText("");
        return SQUARE_CROPS.stream().anyMatch(type::startsWith)
                        && ofFamily.resize() == InputTransform.Resize.SHORTEST_SIDE
                ? InputTransform.shortestSide(DEFAULT_SIDE, ofFamily.filter(), ofFamily.normalization())
                        .withCrop(DEFAULT_SIDE, DEFAULT_SIDE)
                : ofFamily;
    }

    private static InputTransform resized(
            ModelConfig json, InputTransform usual, Filter filter, Normalization normalization) {
        if (usual.resize() == InputTransform.Resize.PATCHES) {
            return InputTransform.patches(
                    json.size("max_num_patches", usual.height()),
                    json.size("patch_size", usual.width()),
                    filter,
                    normalization);
        }
        JsonNode size = json.json().path("size");
        if (size.hasNonNull("shortest_edge")) {
            return InputTransform.shortestSide(
                    positive(json, "size", size.path("shortest_edge").asInt()), filter, normalization);
        }
        if (size.isObject()) {
            return InputTransform.squashed(
                    positive(json, "size", size.path("width").asInt()),
                    positive(json, "size", size.path("height").asInt()),
                    filter,
                    normalization);
        }
        if (size.isNumber()) { // older files; what it means depends on the family
            int side = positive(json, "size", size.asInt());
            return usual.resize() == InputTransform.Resize.SHORTEST_SIDE
                    ? InputTransform.shortestSide(side, filter, normalization)
                    : InputTransform.squashed(side, side, filter, normalization);
        }
        return new InputTransform(
                usual.resize(),
                usual.width(),
                usual.height(),
                filter,
                Optional.empty(),
                usual.padding(),
                usual.halfToEven(),
                normalization);
    }

    private static int positive(ModelConfig json, String key, int value) {
        if (value < 1) {
            throw json.problem(key, Excerpt.of(json.json().path(key)) + " has no positive sizes in pixels");
        }
        return value;
    }

    /** By Pillow's numbers. */
    private static Filter filter(ModelConfig json) {
        int number = json.json().path("resample").asInt(-1);
        List<Filter> filters =
                List.of(Filter.NEAREST, Filter.LANCZOS, Filter.BILINEAR, Filter.BICUBIC, Filter.BOX, Filter.HAMMING);
        if (number < 0 || number >= filters.size()) {
            throw json.problem(
                    "resample", Excerpt.of(json.json().path("resample")) + " is not one of Pillow's filters, 0 to 5");
        }
        return filters.get(number);
    }

    /** By timm's names. */
    static Filter filter(String name, ModelConfig json) {
        return switch (name) {
            case "nearest" -> Filter.NEAREST;
            case "bilinear", "random" -> Filter.BILINEAR;
            case "bicubic" -> Filter.BICUBIC;
            case "box" -> Filter.BOX;
            case "hamming" -> Filter.HAMMING;
            case "lanczos" -> Filter.LANCZOS;
            default ->
                throw json.problem(
                        "interpolation", "\"" + Excerpt.of(name) + "\" is not known; bilinear and bicubic are");
        };
    }

    /** The colour that becomes 0. */
    static int color(Normalization normalization) {
        int rgb = 0;
        for (double mean : normalization.mean()) {
            rgb = rgb << 8 | (int) Math.rint(255 * mean);
        }
        return rgb;
    }
}
