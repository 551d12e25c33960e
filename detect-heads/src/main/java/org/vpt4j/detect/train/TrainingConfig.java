package org.vpt4j.detect.train;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;
import org.vpt4j.vision.files.CacheFolder;

/**
 * The settings of one training run. Immutable: {@link #with} gives a changed copy.
 *
 * <pre>{@code
 * TrainingConfig config = TrainingConfig.defaults()
 *         .with("data", "cells")
 *         .with("method", "vpt-deep")
 *         .with("epochs", 12);
 * }</pre>
 *
 * <p>Names and values are checked as far as they can be judged by themselves. Whether there are such a backbone, method
 * and head, whether they take the settings given for them, and whether the backbone has the {@code feature-layers} is
 * told when a training opens them, before it reads the first image.
 *
 * @param values every setting of {@link TrainingSettings} by name, as text, and those that were given for the tuning method;
 *     the typed accessors read from here
 */
public record TrainingConfig(Map<String, String> values) {
    private static final Set<String> OWN =
            TrainingSettings.all().stream().map(Setting::name).collect(Collectors.toUnmodifiableSet());

    private static final String PRESET = "preset";

    /**
     * Settings that are not given are as the preset has them, or at their defaults.
     *
     * @throws ConfigException if a setting is unknown (with the nearest known one) or a value makes no sense in itself
     */
    public TrainingConfig {
        Map<String, String> all = new LinkedHashMap<>();
        for (Setting setting : TrainingSettings.all()) {
            all.put(setting.name(), setting.fallback());
        }
        all.putAll(Preset.of(values.getOrDefault(PRESET, all.get(PRESET))).beside(values));
        values.forEach((name, value) -> {
            requireKnown(name);
            if (OWN.contains(name) || !value.isBlank()) {
                all.put(name, value.strip());
            }
        });
        values = Collections.unmodifiableMap(all);
        SettingChecks.all(values);
    }

    /** Every setting at its default; {@code data} has none and must be set. */
    public static TrainingConfig defaults() {
        return new TrainingConfig(Map.of());
    }

    /**
     * A copy with one setting changed; with {@code preset}, all that the preset sets.
     *
     * @param name of {@link TrainingSettings}, such as {@code prompt-lr}, or a setting of a tuning method: {@code rank},
     *     or of one of several, {@code lora.layers}
     * @param value a number, a path or a text; the empty text stands for the default where the run chooses
     * @throws ConfigException if there is no such setting (with the nearest known one) or the value makes no sense in
     *     itself
     */
    public TrainingConfig with(String name, Object value) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        if (name.equals(PRESET)) {
            changed.putAll(Preset.of(String.valueOf(value)).beside(Map.of()));
        }
        changed.put(name, String.valueOf(value));
        return new TrainingConfig(changed);
    }

    /**
     * Folder of the images and annotations.
     *
     * @throws ConfigException if none was set
     */
    public Path data() {
        if (text("data").isEmpty()) {
            throw new ConfigException("data: say which folder holds the images and annotations, as in --data DIR");
        }
        return Path.of(text("data"));
    }

    /** The file that says which image is for what; empty where the data, or else the seed, decides. */
    public Optional<Path> splitFile() {
        return Optional.of(text("split-file")).filter(file -> !file.isEmpty()).map(Path::of);
    }

    /** A known name of the frozen encoder, or its folder. */
    public String backbone() {
        return text("backbone");
    }

    /** Name of the tuning method. */
    public String method() {
        return text("method");
    }

    /** The settings that were given for the tuning method; whether it has them is told when it is made. */
    public Map<String, String> methodSettings() {
        Map<String, String> given = new LinkedHashMap<>(values);
        given.keySet().removeAll(OWN);
        return given;
    }

    /** Whether prompts start as typical patches of the training images. */
    public boolean startsFromPrototypes() {
        return text("prompt-init").equals("prototypes");
    }

    /** Encoder layers (from 1) whose features the head reads: as said, or four, evenly spaced up to the last. */
    public List<Integer> featureLayers(int depth) {
        if (text("feature-layers").isEmpty()) {
            int count = Math.min(4, depth);
            return Stream.iterate(1, i -> i + 1)
                    .limit(count)
                    .map(i -> i * depth / count)
                    .toList();
        }
        List<Integer> layers = Stream.of(text("feature-layers").split(","))
                .map(part -> SettingChecks.number("feature-layers", part.strip(), Integer::valueOf))
                .sorted()
                .distinct()
                .toList();
        for (int layer : layers) {
            if (layer < 1 || layer > depth) {
                throw new ConfigException(
                        "feature-layers: " + layer + " is not a layer of this backbone (1 to " + depth + ")");
            }
        }
        return layers;
    }

    /** Name of the detection head. */
    public String head() {
        return text("head");
    }

    /** The settings that were given for the head: numbers where they look like numbers, else text. */
    public Map<String, Object> headSettings() {
        return HeadSettings.of(text(HeadSettings.NAME));
    }

    /** Input that images are letterboxed to. */
    public InputSize size() {
        return InputSize.parse(text("size"));
    }

    /** Passes over the training images. */
    public int epochs() {
        return whole("epochs");
    }

    /** Images in one forward pass. */
    public int batch() {
        return whole("batch");
    }

    /** Batches in one step of the optimizer. */
    public int accumulate() {
        return whole("accumulate");
    }

    /** Learning rate of the head. */
    public double learningRate() {
        return real("lr");
    }

    /** Learning rate of what is tuned of or in the encoder: as said, or the method's own. */
    public double tuningRate(double methodsOwn) {
        return text("prompt-lr").isEmpty() ? methodsOwn : real("prompt-lr");
    }

    /** AdamW's weight decay, on matrices only. */
    public double weightDecay() {
        return real("weight-decay");
    }

    /** Steps until the learning rate is at its full height. */
    public int warmup() {
        return whole("warmup");
    }

    /** Decay of the moving average that is evaluated and kept; 0: none. */
    public double ema() {
        return real("ema");
    }

    /** Largest norm of the gradient; 0: no limit. */
    public double clip() {
        return real("clip");
    }

    /** Whether training images are flipped, zoomed, cropped and coloured. */
    public boolean augments() {
        return text("augment").equals("standard");
    }

    /** Epochs without a better validation AP after which training stops; 0: never. */
    public int patience() {
        return whole("patience");
    }

    /** Epochs between two {@code images} to a listener; 0: none. */
    public int imageEvery() {
        return whole("image-every");
    }

    /** Fixes data order, augmentation, initialisation, and the split where one is drawn. */
    public long seed() {
        return SettingChecks.number("seed", text("seed"), Long::valueOf);
    }

    /** Whether a trial is to choose the {@link #precision}. */
    public boolean precisionIsOpen() {
        return text("precision").equals(SettingChecks.AUTO);
    }

    /**
     * Arithmetic of the frozen encoder.
     *
     * @throws ConfigException if it still is {@code auto}
     */
    public Precision precision() {
        return Precision.of(text("precision"));
    }

    /** {@code auto}, {@code on} or {@code off}: whether features of layers that never change are kept. */
    public String cache() {
        return text("cache");
    }

    /** Whether features are cached; not so while that is still to be decided. */
    public boolean isCached() {
        return cache().equals("on");
    }

    /** Augmented views of a training image in the cache, beside the plain one. */
    public int views() {
        return augments() ? whole("views") : 0;
    }

    /** The fewest epochs that a cache pays for: with no more than its views, each is computed to be used once or less. */
    public int leastCachedEpochs() {
        return views() + 2;
    }

    /** Bytes that the folder of the cache may take. */
    public long cacheLimit() {
        return ByteSize.of("cache-limit", text("cache-limit"));
    }

    /** Folder of the cache. */
    public Path cacheFolder() {
        return text("cache-dir").isEmpty() ? CacheFolder.ofThisUser().resolve("features") : Path.of(text("cache-dir"));
    }

    /** Whether layers are computed twice instead of keeping what they computed. */
    public boolean checkpoints() {
        return text("checkpointing").equals("on");
    }

    /** Bytes that the process may take, if that was said. */
    public OptionalLong memoryLimit() {
        return text("memory-limit").isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(ByteSize.of("memory-limit", text("memory-limit")));
    }

    /** {@code auto}, {@code cpu} or {@code gpu} */
    public String device() {
        return text("device");
    }

    /** Threads of the arithmetic; 0 stands for all cores. */
    public int threads() {
        return whole("threads");
    }

    /** Folder of the run. */
    public Path out() {
        return Path.of(text("out"));
    }

    /** The configuration as a YAML file that {@code --config} reads again. */
    public String toYaml() {
        StringBuilder yaml = new StringBuilder("# vpt4j train --config THIS_FILE repeats the run\n");
        values.forEach((name, value) -> {
            if (!value.isEmpty()) {
                yaml.append(name).append(": ").append(YamlScalar.of(value)).append('\n');
            }
        });
        return yaml.toString();
    }

    private String text(String name) {
        return values.get(name);
    }

    private int whole(String name) {
        return SettingChecks.number(name, text(name), Integer::valueOf);
    }

    private double real(String name) {
        return SettingChecks.number(name, text(name), Double::valueOf);
    }

    private static void requireKnown(String name) {
        if (!OWN.contains(name) && !TrainingSettings.isOfMethod(name)) {
            List<String> known = Stream.concat(TrainingSettings.all().stream(), TrainingSettings.ofMethods().stream())
                    .map(Setting::name)
                    .toList();
            throw new ConfigException("unknown setting \"" + name + "\"" + NearestName.hint(name, known));
        }
    }
}
