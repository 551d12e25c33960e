package org.vpt4j.detect.train;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.datasets.loader.Augmentations;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.FeatureLayers;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.Tiling;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.TuningMethods;

/**
 * The settings of a training run. Command line options, YAML keys, help and checks are derived from this list and from the
 * settings of the tuning methods. The defaults are those of the published results.
 */
public final class TrainingSettings {
    private static final int MOST = 1_000_000;
    private static final String AUTO = "auto";

    public static final Setting<Optional<Path>> DATA = path(
            "data", "DIR|FILE", "images and annotations in one of the formats listed below; or an annotation file");
    public static final Setting<String> FORMAT = Setting.text("format", "", "NAME", DatasetReading.FORMAT);
    public static final Setting<String> LAYOUT = Setting.text("layout", "", "WORDS", DatasetReading.LAYOUT);
    public static final Setting<String> COLUMNS = Setting.text("columns", "", "LIST", DatasetReading.COLUMNS);
    public static final Setting<Optional<Path>> CLASS_MAP = path("class-map", "FILE", DatasetReading.CLASS_MAP);
    public static final Setting<Boolean> ALLOW_OUTSIDE =
            Setting.flag("allow-outside", false, DatasetReading.ALLOW_OUTSIDE);
    public static final Setting<Preset> PRESET =
            Setting.choice("preset", Preset.BALANCED, "settings to start from; what is given explicitly wins");
    public static final Setting<Optional<Path>> SPLIT_FILE =
            path("split-file", "FILE", "which image is for what, as in another run's split.json");
    public static final Setting<String> BACKBONE =
            Setting.text("backbone", BackboneHub.DEFAULT, "NAME|DIR", "the frozen encoder: a known name or a folder");
    public static final Setting<String> START_FROM = Setting.text(
            "start-from",
            "",
            "objects|TASK|none",
            "what head and prompts start from: objects, which comes with the backbone, another task's file, or nothing;"
                    + " default: objects if the backbone has it");
    public static final Setting<Optional<Path>> OLD_DATA = path(
            "old-data",
            "DIR",
            "data of the task in --start-from, to evaluate on; default: the folder it was trained on");
    public static final Setting<String> CLASS_AGNOSTIC = Setting.choice(
            "class-agnostic", "off", List.of("on", "off"), "train without classes: every object is an \"object\"");
    public static final Setting<String> METHOD = Setting.text(
            "method", "vpt-deep", "NAME", "what is tuned, listed below; a sum is one too: vpt-deep+bitfit");
    public static final Setting<String> PROMPT_INIT = Setting.choice(
            "prompt-init", "uniform", List.of("uniform", "prototypes"), "how prompts start: VPT's, or typical patches");
    public static final Setting<List<Integer>> FEATURE_LAYERS = Setting.of(
            "feature-layers",
            List.of(),
            "LIST",
            "layers whose features the head reads, 0 for the image itself; default: four, evenly spaced",
            TrainingSettings::layers,
            TrainingSettings::text);
    public static final Setting<String> HEAD =
            Setting.text("head", DetectionHeads.DEFAULT, "NAME", "the detection head, listed below");
    public static final Setting<Settings> HEAD_SETTINGS = Setting.of(
            "head-settings",
            Settings.NONE,
            "KEY=VALUE,…",
            "what differs from the head's defaults: channels=128,convolutions=1",
            TrainingSettings::pairs,
            TrainingSettings::text);
    public static final Setting<InputSize> SIZE = Setting.of(
            "size",
            InputSize.AUTO,
            "auto|N|WxH",
            "input size in pixels: longer side, or width x height; auto: by the smaller objects and the time",
            InputSize::parse,
            InputSize::toString);
    public static final Setting<Tiling> TILES = Setting.of(
            "tiles",
            Tiling.AUTO,
            "auto|off|CxR|N",
            "also cut images into columns x rows of tiles, or tiles of N px; auto: small objects on large images",
            Tiling::parse,
            Tiling::toString);
    public static final Setting<Double> TILE_OVERLAP = Setting.real(
                    "tile-overlap",
                    Tiling.OVERLAP,
                    0,
                    Tiling.MOST_OVERLAP,
                    "fraction of a tile that the next one shows too")
            .showing("FRACTION");
    public static final Setting<Optional<Integer>> EPOCHS = Setting.whole(
                    "epochs", 1, 1, MOST, "passes over the training images; default: as many as fit into the minutes")
            .optional();
    public static final Setting<Double> MINUTES = Setting.real(
                    "minutes", 10, 0.01, MOST, "about how long the whole command takes, unless epochs are given")
            .showing("N");
    public static final Setting<Integer> BATCH = Setting.whole("batch", 4, 1, MOST, "images in one forward pass");
    public static final Setting<Integer> ACCUMULATE =
            Setting.whole("accumulate", 1, 1, MOST, "batches in one optimizer step");
    public static final Setting<Double> LR =
            Setting.real("lr", 0.004, 0, 10, "learning rate of the head").showing("RATE");
    public static final Setting<Optional<Double>> TUNING_LR = Setting.real(
                    "tuning-lr",
                    0,
                    0,
                    1000,
                    "learning rate of what is tuned; default: the method's own; in a sum the first one's, and the others scale with it")
            .showing("RATE")
            .optional();
    public static final Setting<Double> WEIGHT_DECAY = Setting.real(
                    "weight-decay", 0.05, 0, 10, "weight decay, on matrices only")
            .showing("RATE");
    public static final Setting<Optimizer.Rule> OPTIMIZER = Setting.choice(
            "optimizer", Optimizer.Rule.MUON, "of the head's hidden convolutions; all else is trained by adamw");
    public static final Setting<Integer> WARMUP = Setting.whole(
                    "warmup", 60, 0, MOST, "steps until the learning rate reaches its peak; at most a tenth of the run")
            .showing("STEPS");
    public static final Setting<Double> COOLDOWN = Setting.real(
                    "cooldown", 0.5, 0.01, 1, "last part of the run, in which the learning rate falls")
            .showing("SHARE");
    public static final Setting<Double> EMA = Setting.real(
                    "ema", 0.99, 0, 0.999999, "decay of the moving average that is evaluated and kept; 0: none")
            .showing("DECAY");
    public static final Setting<Double> CLIP = Setting.real(
                    "clip", 10, 0, 1e9, "largest norm of the gradient; 0: no limit")
            .showing("NORM");
    public static final Setting<Augmentations.Kind> AUGMENT = Setting.choice(
            "augment",
            Augmentations.Kind.UPRIGHT,
            "how images are changed: zoom, colour, left-right flips; all eight orientations; no flips; or as light, medium"
                    + " or heavy, each also in any direction; not at all");
    public static final Setting<Double> MOSAIC = Setting.real(
                    "mosaic", 0, 0, 1, "probability that an image becomes one of four in a mosaic")
            .showing("P");
    public static final Setting<Double> COPY_PASTE = Setting.real(
                    "copy-paste", 0, 0, 1, "probability that objects of rare classes are pasted into an image")
            .showing("P");
    public static final Setting<String> BALANCE = Setting.choice(
            "balance", "off", List.of("on", "off"), "images of rare classes come up more often, others less often");
    public static final Setting<Optional<Integer>> PATIENCE = automatic(
            "patience",
            0,
            "after this many epochs without a better validation AP the learning rate falls and the run ends; 0: never");
    public static final Setting<Optional<Integer>> VALIDATE_EVERY = automatic(
            "validate-every", 1, "epochs from one validation to the next; auto: validation takes at most a fifth");
    public static final Setting<Integer> IMAGE_EVERY = Setting.whole(
                    "image-every", 3, 0, MOST, "how often predictions on validation images are drawn; 0: never")
            .showing("EPOCHS");
    public static final Setting<Long> SEED = Setting.of(
            "seed",
            0L,
            "N",
            "fixes data order, augmentation and initialisation",
            TrainingSettings::seed,
            String::valueOf);
    public static final Setting<Optional<Precision>> PRECISION = Setting.of(
            "precision",
            Optional.of(Precision.FLOAT32),
            "auto|fp32|bf16",
            "arithmetic of the encoder and of the head's convolutions; auto: a trial picks the faster one",
            text -> text.equals(AUTO) ? Optional.empty() : Optional.of(Precision.of(text)),
            value -> value.map(Precision::toString).orElse(AUTO));
    public static final Setting<String> CACHE = Setting.choice(
            "cache",
            "off",
            List.of(AUTO, "on", "off"),
            "compute the layers below all that is tuned once; auto: where it pays");
    public static final Setting<Optional<Integer>> VIEWS = Setting.whole(
                    "views",
                    3,
                    0,
                    MOST,
                    "augmented views of an image in the cache, next to the plain one; default: what the minutes allow, or 3")
            .optional();
    public static final Setting<Long> CACHE_LIMIT =
            ByteSize.setting("cache-limit", "8GB", "largest size of the cache folder");
    public static final Setting<Optional<Path>> CACHE_DIR =
            path("cache-dir", "DIR", "folder of the cache, shared by runs; default: in the user's cache folder");
    public static final Setting<String> CHECKPOINTING = Setting.choice(
            "checkpointing",
            "off",
            List.of("on", "off"),
            "recompute layers in the backward pass instead of keeping their results");
    public static final Setting<Optional<Long>> MEMORY_LIMIT = ByteSize.setting(
                    "memory-limit",
                    "1GB",
                    "choose batch, accumulate and checkpointing so that the process stays below it")
            .optional();
    public static final Setting<String> DEVICE =
            Setting.choice("device", AUTO, List.of(AUTO, "cpu", "gpu"), "where to compute");
    public static final Setting<Integer> THREADS =
            Setting.whole("threads", 0, 0, MOST, "threads of the arithmetic; 0: all cores");
    public static final Setting<Path> OUT =
            Setting.of("out", Path.of("runs/train"), "DIR", "folder of the run", Path::of, Path::toString);

    private static final List<Setting<?>> ALL = List.of(
            DATA,
            FORMAT,
            LAYOUT,
            COLUMNS,
            CLASS_MAP,
            ALLOW_OUTSIDE,
            PRESET,
            SPLIT_FILE,
            BACKBONE,
            START_FROM,
            OLD_DATA,
            CLASS_AGNOSTIC,
            METHOD,
            PROMPT_INIT,
            FEATURE_LAYERS,
            HEAD,
            HEAD_SETTINGS,
            SIZE,
            TILES,
            TILE_OVERLAP,
            EPOCHS,
            MINUTES,
            BATCH,
            ACCUMULATE,
            LR,
            TUNING_LR,
            WEIGHT_DECAY,
            OPTIMIZER,
            WARMUP,
            COOLDOWN,
            EMA,
            CLIP,
            AUGMENT,
            MOSAIC,
            COPY_PASTE,
            BALANCE,
            PATIENCE,
            VALIDATE_EVERY,
            IMAGE_EVERY,
            SEED,
            PRECISION,
            CACHE,
            VIEWS,
            CACHE_LIMIT,
            CACHE_DIR,
            CHECKPOINTING,
            MEMORY_LIMIT,
            DEVICE,
            THREADS,
            OUT);

    private TrainingSettings() {}

    /**
     * How the data are read, as these settings say, by name.
     *
     * @param settings such as those that a task has recorded; others are ignored
     */
    public static DatasetReading reading(Map<String, String> settings) {
        List<String> names = Stream.of(FORMAT, LAYOUT, COLUMNS, CLASS_MAP, ALLOW_OUTSIDE)
                .map(Setting::name)
                .toList();
        Settings given = Settings.of(settings).only(names);
        return new DatasetReading(
                nonEmpty(given.get(FORMAT)),
                nonEmpty(given.get(LAYOUT)),
                nonEmpty(given.get(COLUMNS)),
                given.get(CLASS_MAP).map(file -> new DatasetReading.Classes(file, true)),
                given.get(ALLOW_OUTSIDE));
    }

    private static Optional<String> nonEmpty(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    /** The run's own settings, in help order. */
    public static List<Setting<?>> all() {
        return ALL;
    }

    /**
     * The settings of all tuning methods, each name once, with the methods that have it in the help line. Those that share
     * a name with a setting of the run can only be given as {@code METHOD.SETTING}.
     */
    public static List<Setting<?>> ofMethods() {
        Map<String, List<String>> methods = TuningMethods.settingNames();
        Map<String, Setting<?>> byName = new LinkedHashMap<>();
        TuningMethods.names().stream()
                .flatMap(method -> TuningMethods.settings(method).stream())
                .filter(setting -> methods.containsKey(setting.name()) && !isOwn(setting.name()))
                .forEach(setting -> byName.putIfAbsent(
                        setting.name(),
                        setting.explained(help -> String.join(", ", methods.get(setting.name())) + ": " + help)));
        return List.copyOf(byName.values());
    }

    /** Whether a key is a setting of a tuning method, {@code rank} or {@code lora.rank}, rather than of the run. */
    public static boolean isOfMethod(String key) {
        return !isOwn(key) && keysOfMethods().anyMatch(key::equals);
    }

    /** Every key allowed in a YAML file. */
    public static List<String> keys() {
        return Stream.concat(ALL.stream().map(Setting::name), keysOfMethods())
                .distinct()
                .toList();
    }

    private static Stream<String> keysOfMethods() {
        return TuningMethods.settingNames().entrySet().stream()
                .flatMap(setting -> Stream.concat(
                        Stream.of(setting.getKey()),
                        setting.getValue().stream().map(method -> method + "." + setting.getKey())));
    }

    static boolean isOwn(String key) {
        return ALL.stream().anyMatch(own -> own.name().equals(key));
    }

    /** A whole number that the run chooses where none is given. */
    private static Setting<Optional<Integer>> automatic(String name, int least, String help) {
        Setting<Integer> number = Setting.whole(name, least, least, MOST, help);
        return Setting.of(
                name,
                Optional.empty(),
                "auto|N",
                help,
                text -> text.equals(AUTO) ? Optional.empty() : Optional.of(number.parse(text)),
                value -> value.map(String::valueOf).orElse(AUTO));
    }

    private static Setting<Optional<Path>> path(String name, String values, String help) {
        return Setting.of(name, Path.of(""), values, help, Path::of, Path::toString)
                .optional();
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ConfigException("\"" + text + "\" is no whole number", e);
        }
    }

    private static List<Integer> layers(String text) {
        Setting<Integer> layer = Setting.whole("layer", 1, FeatureLayers.IMAGE, MOST, "");
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(layer::parse)
                        .sorted()
                        .distinct()
                        .toList();
    }

    private static String text(List<Integer> layers) {
        return String.join(",", layers.stream().map(String::valueOf).toList());
    }

    private static Settings pairs(String text) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new ConfigException(
                        "\"" + pair.strip() + "\" is not KEY=VALUE; write for example channels=128,convolutions=1");
            }
            settings.put(pair.substring(0, equals).strip(), pair.substring(equals + 1));
        }
        return Settings.of(settings);
    }

    private static String text(Settings settings) {
        return String.join(
                ",",
                settings.texts().entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList());
    }
}
