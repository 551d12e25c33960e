package org.vpt4j.vision.backbone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.error.WeightsException;

/**
 * A folder as Hugging Face, timm or OpenCLIP saves a model: a configuration, weights in one file or several with an index,
 * and optionally {@code preprocessor_config.json}.
 *
 * @param path of the folder
 * @param weights a file in it with the weights or their index, if one was named
 */
record BackboneFolder(Path path, Optional<Path> weights) {
    private static final String CONFIG = "config.json";
    private static final String OPEN_CLIP = "open_clip_config.json";

    BackboneFolder(Path path) {
        this(path, Optional.empty());
    }

    /** Whether a folder looks like a model's. */
    static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve(CONFIG)) || Files.isRegularFile(folder.resolve(OPEN_CLIP));
    }

    /** Of a folder, or of a file with weights in one. */
    static BackboneFolder of(Path path) {
        return Files.isRegularFile(path) && WeightFiles.isOne(path)
                ? new BackboneFolder(path.toAbsolutePath().getParent(), Optional.of(path))
                : new BackboneFolder(path);
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
        Optional<Path> configFile = config();
        if (configFile.isEmpty()) {
            throw new WeightsException("backbone folder " + path + " has no " + CONFIG + "; put the model's " + CONFIG
                    + " next to its weights" + resemblance());
        }
        ModelConfig json = new ModelConfig(
                JsonFile.read(configFile.get()), configFile.get().toString());
        BackboneFamily family = BackboneFamilies.of(json);
        WeightFiles files = weights.map(WeightFiles::open).orElseGet(() -> WeightFiles.openIn(path));
        NameMap names = located(family, json, files);
        ModelConfig whole = json.with(shapes(names, files));
        EncoderConfig config = config(family, whole);
        FittedWeights fitted =
                new FittedWeights(path, configFile.get().getFileName().toString(), family, names, files);
        Map<String, Backbone.Source> sources = fitted.sources(EncoderWeights.shapes(config));
        Preprocessor preprocessor = new Preprocessor(path, family, whole);
        return new Backbone(
                name,
                path,
                config,
                preprocessor.normalization(),
                preprocessor.transform(config),
                sources,
                fitted.ignored());
    }

    /** OpenCLIP's counts where the weights are its own. */
    private Optional<Path> config() {
        Path usual = path.resolve(CONFIG);
        Path openClip = path.resolve(OPEN_CLIP);
        boolean own = weights.or(() -> WeightFiles.in(path))
                .map(file -> file.getFileName().toString().startsWith("open_clip"))
                .orElse(false);
        if (Files.isRegularFile(openClip) && (own || !Files.isRegularFile(usual))) {
            return Optional.of(openClip);
        }
        return Files.isRegularFile(usual) ? Optional.of(usual) : Optional.empty();
    }

    private String resemblance() {
        Optional<Path> file = weights.or(() -> WeightFiles.in(path));
        return file.flatMap(found -> BackboneFamilies.resembling(
                        WeightFiles.open(found).tensors().keySet()))
                .map(family -> " (they look like " + family + ")")
                .orElse("");
    }

    private NameMap located(BackboneFamily family, ModelConfig json, WeightFiles files) {
        try {
            return family.names(json).in(files.tensors().keySet());
        } catch (WeightsException e) {
            throw new WeightsException("backbone folder " + path + ": " + e.getMessage(), e);
        }
    }

    /** Shapes of what the files have, joined parts counted as one tensor. */
    private static Map<String, List<Long>> shapes(NameMap names, WeightFiles files) {
        Map<String, List<Long>> shapes = new HashMap<>();
        for (String canonical : names.present()) {
            List<StoredTensor.Part> parts = names.stored(canonical).parts();
            StoredTensor.Part first =
                    parts.stream().filter(part -> !part.isZeros()).findFirst().orElseThrow();
            long[] shape = files.of(first.name()).entry(first.name()).shape();
            if (shape.length > 0) {
                shape[0] *= parts.size();
            }
            shapes.put(canonical, Arrays.stream(shape).boxed().toList());
        }
        return shapes;
    }

    private EncoderConfig config(BackboneFamily family, ModelConfig json) {
        try {
            return family.config(json);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new WeightsException(json.file() + " describes no encoder: " + e.getMessage(), e);
        }
    }
}
