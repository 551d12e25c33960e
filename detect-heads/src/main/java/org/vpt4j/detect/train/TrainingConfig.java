package org.vpt4j.detect.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.datasets.loader.Augmentations;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.FeatureLayers;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;
import org.vpt4j.vision.files.CacheFolder;
import org.vpt4j.vision.image.Tiling;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.TuningMethod;

/**
 * The settings given for one training run. Immutable: {@code with} returns a changed copy. A setting that was not given has
 * the preset's value, or its default; this is resolved on reading, so the order in which settings are given never matters.
 *
 * <p>Names and values are checked as far as possible in isolation. Whether the backbone, method and head exist and take the
 * settings given for them, and whether the backbone has the {@code feature-layers}, is checked when a training run opens
 * them, before it reads the first image.
 */
public final class TrainingConfig {
    private static final int VIEWS = 3;

    private final Settings given;

    private TrainingConfig(Settings given) {
        this.given = given;
    }

    /** Every setting at its default; {@code data} has none and must be set. */
    public static TrainingConfig defaults() {
        return new TrainingConfig(Settings.NONE);
    }

    /**
     * The settings given by a command line or a YAML file.
     *
     * @throws ConfigException if a setting is unknown (names the nearest known one) or a value is invalid in itself;
     *     says where it was given
     */
    public static TrainingConfig of(Settings given) {
        Settings kept = given;
        for (Map.Entry<String, Settings.Given> one : given.given().entrySet()) {
            if (!TrainingSettings.isOwn(one.getKey())) {
                requireOfMethod(one.getKey(), one.getValue());
                kept = one.getValue().text().isEmpty() ? kept.without(List.of(one.getKey())) : kept;
            }
        }
        TrainingSettings.all().forEach(given::get);
        return new TrainingConfig(kept);
    }

    /** The same from text values by key, such as {@link #values}. */
    public static TrainingConfig of(Map<String, String> given) {
        return of(Settings.of(given));
    }

    /**
     * A copy with one of {@link TrainingSettings} set.
     *
     * @throws ConfigException if the value is out of range
     */
    public <T> TrainingConfig with(Setting<T> setting, T value) {
        return new TrainingConfig(given.with(setting, value));
    }

    /** A copy with this tuning method and its settings. */
    public TrainingConfig with(TuningMethod method) {
        List<String> before = given.given().keySet().stream()
                .filter(key -> !TrainingSettings.isOwn(key))
                .toList();
        Settings changed = given.without(before).with(TrainingSettings.METHOD, method.name());
        for (Map.Entry<String, Settings.Given> one : method.settings().given().entrySet()) {
            if (TrainingSettings.isOfMethod(one.getKey())) { // the run sets the others
                changed = changed.with(one.getKey(), one.getValue());
            }
        }
        return new TrainingConfig(changed);
    }

    /**
     * A copy with one setting given as in a YAML file.
     *
     * @param key of {@link TrainingSettings}, such as {@code tuning-lr}, or a tuning method's setting, {@code rank}, or
     *     qualified with a method's name, {@code lora.layers}
     * @param value a number, a path or a text; empty text means the default where the run chooses
     * @throws ConfigException as {@link #of(Settings)}
     */
    public TrainingConfig with(String key, Object value) {
        return of(given.with(key, new Settings.Given(String.valueOf(value), "")));
    }

    /** The settings given, with where each was given. */
    public Settings given() {
        return given;
    }

    /** The value of one of {@link TrainingSettings}: as given, else from the preset, else the default. */
    public <T> T get(Setting<T> setting) {
        return given.has(setting) ? given.get(setting) : preset().get(setting);
    }

    private Settings preset() {
        return given.get(TrainingSettings.PRESET).under(given);
    }

    /** Every setting of {@link TrainingSettings} by name, as text, and those set for the tuning method. */
    public Map<String, String> values() {
        Map<String, String> all = new LinkedHashMap<>();
        TrainingSettings.all().forEach(setting -> all.put(setting.name(), setting.fallbackText()));
        all.putAll(preset().texts());
        all.putAll(given.texts());
        return all;
    }

    /**
     * Folder of the images and annotations, or an annotation file.
     *
     * @throws ConfigException if none was set
     */
    public Path data() {
        return get(TrainingSettings.DATA)
                .orElseThrow(() -> new ConfigException(
                        TrainingSettings.DATA.name(),
                        "say which folder holds the images and annotations, as in --data DIR"));
    }

    /** How the images and annotations are read. */
    public DatasetReading reading() {
        return TrainingSettings.reading(values());
    }

    /** The same with absolute paths, so that a run can be resumed from another working directory. */
    public TrainingConfig withAbsolutePaths() {
        Settings changed = given;
        for (Setting<Optional<Path>> setting : List.of(
                TrainingSettings.DATA,
                TrainingSettings.CLASS_MAP,
                TrainingSettings.SPLIT_FILE,
                TrainingSettings.OLD_DATA)) {
            Optional<Path> path = given.has(setting) ? given.get(setting) : Optional.empty();
            if (path.isPresent() && !path.get().isAbsolute()) {
                String absolute = path.get().toAbsolutePath().normalize().toString();
                String place = given.given().get(setting.name()).place();
                changed = changed.with(setting.name(), new Settings.Given(absolute, place));
            }
        }
        return new TrainingConfig(changed);
    }

    /** Folder of the run. */
    public Path out() {
        return get(TrainingSettings.OUT);
    }

    /** Settings of the tuning method; whether it has them is checked when it is created. */
    public Settings methodSettings() {
        Settings all = given.over(preset());
        return all.without(TrainingSettings.all().stream().map(Setting::name).toList());
    }

    /** Learning rate of the method's tuned parameters: as given, else the method's own. */
    public double tuningRate(TuningMethod method) {
        return get(TrainingSettings.TUNING_LR).orElse(method.learningRate());
    }

    /** Whether every object is trained as one class, {@code object}. */
    public boolean isClassAgnostic() {
        return get(TrainingSettings.CLASS_AGNOSTIC).equals("on");
    }

    /** Whether prompts are initialized from typical patches of the training images. */
    public boolean startsFromPrototypes() {
        return get(TrainingSettings.PROMPT_INIT).equals("prototypes");
    }

    /**
     * What the head reads, as in {@link FeatureLayers}: as given, or four layers, evenly spaced up to the last.
     *
     * @throws ConfigException if the encoder lacks one of them, or only the image is given
     */
    public List<Integer> featureLayers(EncoderConfig encoder) {
        List<Integer> layers = get(TrainingSettings.FEATURE_LAYERS);
        int depth = encoder.depth();
        if (layers.isEmpty()) {
            int count = Math.min(4, depth);
            return IntStream.rangeClosed(1, count)
                    .map(i -> i * depth / count)
                    .boxed()
                    .toList();
        }
        if (FeatureLayers.encoded(layers).isEmpty()) {
            throw new ConfigException(
                    TrainingSettings.FEATURE_LAYERS.name(), "0 is the image; give a layer of the backbone as well");
        }
        for (int layer : layers) {
            if (layer > depth) {
                throw new ConfigException(
                        TrainingSettings.FEATURE_LAYERS.name(),
                        layer + " is not a layer of this backbone (1 to " + depth + ")");
            }
        }
        return layers;
    }

    /** Settings that differ from the head's defaults. */
    public Settings headSettings() {
        String key = TrainingSettings.HEAD_SETTINGS.name();
        Settings settings = get(TrainingSettings.HEAD_SETTINGS);
        String place = given.given(key).map(Settings.Given::place).orElse("");
        if (place.isEmpty()) {
            return settings;
        }
        Settings placed = Settings.NONE;
        for (Map.Entry<String, String> one : settings.texts().entrySet()) {
            placed = placed.with(
                    one.getKey(),
                    new Settings.Given(one.getValue(), place.equals("--" + key) ? place : place + ": " + key));
        }
        return placed;
    }

    /** How training images are changed; with {@code augment none} they are not, whatever the other settings. */
    public Augmentations augmentations() {
        return augments()
                ? new Augmentations(
                        get(TrainingSettings.AUGMENT), get(TrainingSettings.MOSAIC), get(TrainingSettings.COPY_PASTE))
                : Augmentations.none();
    }

    /** Whether images of rare classes come up more often than others. */
    boolean isBalanced() {
        return get(TrainingSettings.BALANCE).equals("on");
    }

    /** Whether training images are changed at all. */
    public boolean augments() {
        return get(TrainingSettings.AUGMENT) != Augmentations.Kind.NONE;
    }

    /** Tiles with their overlap. */
    Tiling tiling() {
        return get(TrainingSettings.TILES).withOverlap(get(TrainingSettings.TILE_OVERLAP));
    }

    /**
     * Precision of the frozen encoder.
     *
     * @throws ConfigException if it is still {@code auto}
     */
    public Precision precision() {
        return get(TrainingSettings.PRECISION)
                .orElseThrow(() -> new ConfigException(TrainingSettings.PRECISION.name(), "is still to be chosen"));
    }

    /**
     * Passes over the training images.
     *
     * @throws ConfigException if their number still follows from the minutes
     */
    public int epochs() {
        return get(TrainingSettings.EPOCHS)
                .orElseThrow(() -> new ConfigException(TrainingSettings.EPOCHS.name(), "are still to be chosen"));
    }

    /** Whether features are cached; false while still undecided. */
    public boolean isCached() {
        return get(TrainingSettings.CACHE).equals("on");
    }

    /** Number of augmented views per training image in the cache, in addition to the plain one. */
    public int views() {
        return augments() ? get(TrainingSettings.VIEWS).orElse(VIEWS) : 0;
    }

    /** The fewest epochs for which a cache pays off: with no more epochs than views, each view is used at most once. */
    public int leastCachedEpochs() {
        return views() + 2;
    }

    /** Folder of the cache. */
    public Path cacheFolder() {
        return get(TrainingSettings.CACHE_DIR)
                .orElseGet(() -> CacheFolder.ofThisUser().resolve("features"));
    }

    /** Whether activations are recomputed instead of stored. */
    public boolean checkpoints() {
        return get(TrainingSettings.CHECKPOINTING).equals("on");
    }

    /** The configuration as a YAML file that {@code --config} can read. */
    public String toYaml() {
        StringBuilder yaml = new StringBuilder("# vpt4j train --config THIS_FILE repeats the run\n");
        values().forEach((name, value) -> {
            if (!value.isEmpty()) {
                yaml.append(name).append(": ").append(scalar(value)).append('\n');
            }
        });
        return yaml.toString();
    }

    /** Plain if that is safe, else double-quoted. */
    private static String scalar(String value) {
        return value.matches("[A-Za-z0-9./][A-Za-z0-9._/+-]*")
                ? value
                : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static void requireOfMethod(String key, Settings.Given value) {
        if (!TrainingSettings.isOfMethod(key)) {
            String problem = "there is no setting \"" + key + "\"" + NearestName.hint(key, TrainingSettings.keys())
                    + "; \"vpt4j help train\" lists them";
            throw new ConfigException(value.place().isEmpty() ? problem : value.place() + ": " + problem);
        }
    }

    /** Whether both result in the same run. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TrainingConfig config && values().equals(config.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    @Override
    public String toString() {
        return given.toString();
    }
}
