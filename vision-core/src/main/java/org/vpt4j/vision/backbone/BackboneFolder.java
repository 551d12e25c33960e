package org.vpt4j.vision.backbone;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.weights.Safetensors;

/**
 * A folder as Hugging Face saves a model: {@code config.json}, {@code model.safetensors} (or several with an index) and
 * optionally {@code preprocessor_config.json}. All checks are here.
 *
 * @param path of the folder
 */
record BackboneFolder(Path path) {
    private static final String CONFIG = "config.json";
    private static final String PREPROCESSOR = "preprocessor_config.json";

    /** Whether a folder looks like a model's. */
    static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve(CONFIG));
    }

    /** The default name of a folder's backbone. */
    static String nameOf(Path folder) {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        return last == null ? folder.toString() : last.toString();
    }

    Backbone open(String name) {
        if (!Files.isDirectory(path)) {
            throw new WeightsException("backbone folder " + path
                    + (Files.exists(path) ? " is a file, not a folder" : " does not exist")
                    + "; name a folder with " + CONFIG + " and model.safetensors");
        }
        if (!isOne(path)) {
            throw new WeightsException("backbone folder " + path + " has no " + CONFIG + "; put the model's " + CONFIG
                    + " next to its weights");
        }
        Path configFile = path.resolve(CONFIG);
        ModelConfig json = new ModelConfig(JsonFile.read(configFile), configFile.toString());
        BackboneFamily family = BackboneFamilies.of(json);
        EncoderConfig config = config(family, json);
        WeightFiles files = WeightFiles.open(path);
        NameMap names = family.names(json).in(files.tensors().keySet());
        Map<String, Backbone.Source> sources = new LinkedHashMap<>();
        EncoderWeights.shapes(config)
                .forEach((canonical, shape) -> sources.put(canonical, source(canonical, shape, names, files)));
        List<String> ignored = ignored(sources, names, files);
        return new Backbone(name, path, config, normalization(family), sources, ignored);
    }

    private static EncoderConfig config(BackboneFamily family, ModelConfig json) {
        try {
            return family.config(json);
        } catch (IllegalArgumentException e) {
            throw new WeightsException(json.file() + " describes no encoder: " + e.getMessage(), e);
        }
    }

    private Backbone.Source source(String canonical, Shape shape, NameMap names, WeightFiles files) {
        List<StoredTensor.Part> stored = names.stored(canonical).parts();
        long[] own = shape.getShape().clone();
        if (!stored.isEmpty()) {
            own[0] /= stored.size();
        }
        List<Backbone.Part> parts = new ArrayList<>();
        for (StoredTensor.Part part : stored) {
            parts.add(new Backbone.Part(checked(part.name(), part.stored(own), files), part, own));
        }
        Backbone.Source source = new Backbone.Source(shape.getShape().clone(), parts);
        if (!parts.isEmpty() && source.storedElements() != source.elements()) {
            throw misfit("tensor " + stored.get(0).name() + " has not the " + source.elements() + " values of "
                    + canonical + " " + Arrays.toString(source.shape()));
        }
        return source;
    }

    /** The file that holds a tensor of this shape. */
    private Safetensors checked(String name, long[] shape, WeightFiles files) {
        if (!files.has(name)) {
            throw misfit("tensor " + name + " " + Arrays.toString(shape) + " is missing");
        }
        Safetensors file = files.of(name);
        Safetensors.Entry entry = file.entry(name);
        if (!Arrays.equals(withoutLeadingOnes(entry.shape()), withoutLeadingOnes(shape))) {
            throw misfit("tensor " + name + " is " + Arrays.toString(entry.shape()) + ", but " + CONFIG + " asks for "
                    + Arrays.toString(shape));
        }
        OptionalInt bad = file.firstNotFinite(name);
        if (bad.isPresent()) {
            throw new WeightsException("backbone folder " + path + ": tensor " + name + " holds NaN or infinity at "
                    + bad.getAsInt() + "; these weights are broken, use others");
        }
        return file;
    }

    /** Tokens and positions are stored with or without these axes. */
    private static long[] withoutLeadingOnes(long[] shape) {
        return Arrays.stream(shape).dropWhile(size -> size == 1).toArray();
    }

    /** Stored tensors that the encoder does not need; unknown ones of the encoder mean another configuration. */
    private List<String> ignored(Map<String, Backbone.Source> sources, NameMap names, WeightFiles files) {
        Set<String> used = new HashSet<>();
        sources.values().forEach(source -> source.parts().forEach(part -> used.add(part.name())));
        List<String> unused = files.tensors().keySet().stream()
                .filter(name -> !used.contains(name))
                .toList();
        List<String> unexplained =
                unused.stream().filter(name -> !names.isIgnored(name)).toList();
        if (!unexplained.isEmpty()) {
            String many = Counted.of(unexplained.size(), "tensor", "tensors");
            throw misfit(CONFIG + " does not account for " + many + ", first " + unexplained.get(0));
        }
        return unused;
    }

    private WeightsException misfit(String what) {
        return new WeightsException(
                "backbone folder " + path + ": " + what + "; use " + CONFIG + " and weights of the same model");
    }

    private Normalization normalization(BackboneFamily family) {
        Path file = path.resolve(PREPROCESSOR);
        if (!Files.isRegularFile(file)) {
            return family.normalization();
        }
        JsonNode json = JsonFile.read(file);
        if (!json.hasNonNull("image_mean") && !json.hasNonNull("image_std")) {
            return family.normalization();
        }
        try {
            return new Normalization(numbers(file, json, "image_mean"), numbers(file, json, "image_std"));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(file + ": image_mean and image_std do not make sense: " + e.getMessage(), e);
        }
    }

    private static List<Double> numbers(Path file, JsonNode json, String key) {
        List<Double> numbers = new ArrayList<>();
        for (JsonNode value : json.path(key)) {
            if (!value.isNumber()) {
                throw new WeightsException(file + ": " + key + " holds " + value + ", which is not a number");
            }
            numbers.add(value.doubleValue());
        }
        return numbers;
    }
}
