package org.vpt4j.detect.train;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.detect.task.ShippedTask;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.files.Sha256;
import org.vpt4j.vision.setting.Settings;

/**
 * The task that a run starts from, instead of random values: a head that has seen objects, and where the method is the
 * same its prompts (Vu et al. 2022, soft prompt transfer). What a model takes over is in {@link Transfer}.
 *
 * @param origin the task's name and fingerprint; empty if the run starts from random values
 * @param task the task; empty also in a resumed run, whose checkpoint has all values
 * @param note why a run starts from random values although nobody asked for that; else empty
 */
record WarmStart(Optional<Task.Provenance.Start> origin, Optional<Task> task, String note) {
    /** The value of {@code start-from} for random values. */
    static final String NOTHING = "none";

    private static final WarmStart NONE = new WarmStart(Optional.empty(), Optional.empty(), "");

    /**
     * The start that the settings ask for.
     *
     * @throws ConfigException if the task belongs to another backbone, or the settings ask for another head
     * @throws WeightsException if the file is damaged, or its checksum is not the recorded one
     */
    static WarmStart of(TrainingConfig config, Backbone backbone) {
        String asked = config.get(TrainingSettings.START_FROM);
        requireOldData(config, asked);
        if (asked.equals(NOTHING)) {
            return NONE;
        }
        if (!asked.isEmpty()) {
            WarmStart start = read(asked, file(asked, backbone), backbone);
            start.misfit(config, backbone.config()).ifPresent(WarmStart::refuse);
            return start;
        }
        Optional<Path> objects = ShippedTask.OBJECTS.of(backbone);
        if (objects.isEmpty()) {
            return nothing("the backbone " + backbone.name() + " comes without the task " + ShippedTask.OBJECTS
                    + "; \"vpt4j head pretrain\" makes one");
        }
        WarmStart start = read(ShippedTask.OBJECTS.toString(), objects.get(), backbone);
        return start.misfit(config, backbone.config()).map(WarmStart::nothing).orElse(start);
    }

    /** The start of a run that is resumed, whose values are in its checkpoint. */
    static WarmStart recorded(TrainingConfig config, String fingerprint) {
        String name = config.get(TrainingSettings.START_FROM);
        return fingerprint.isEmpty()
                ? NONE
                : new WarmStart(Optional.of(new Task.Provenance.Start(name, fingerprint)), Optional.empty(), "");
    }

    /** Old data belong to a starting task that was trained on them. */
    private static void requireOldData(TrainingConfig config, String asked) {
        Optional<Path> old = config.get(TrainingSettings.OLD_DATA);
        if (old.isEmpty()) {
            return;
        }
        if (asked.isEmpty() || asked.equals(NOTHING) || asked.equals(ShippedTask.OBJECTS.toString())) {
            throw new ConfigException(
                    TrainingSettings.OLD_DATA.name(),
                    "these are the data of the task that the training starts from, and none is given; name it with"
                            + " --start-from TASK, or leave this out");
        }
        if (!Files.exists(old.get())) {
            throw new ConfigException(TrainingSettings.OLD_DATA.name(), "there is no folder " + old.get());
        }
    }

    private static WarmStart nothing(String reason) {
        return new WarmStart(Optional.empty(), Optional.empty(), "starts from random values: " + reason);
    }

    private static void refuse(String problem) {
        throw new ConfigException(TrainingSettings.START_FROM.name(), problem);
    }

    private static Path file(String asked, Backbone backbone) {
        if (asked.equals(ShippedTask.OBJECTS.toString())) {
            return ShippedTask.OBJECTS.on(backbone);
        }
        try {
            Path file = Path.of(asked);
            if (Files.isRegularFile(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            // as if there were no such file
        }
        throw new ConfigException(
                TrainingSettings.START_FROM.name(),
                "\"" + asked + "\" is none of " + ShippedTask.OBJECTS + ", " + NOTHING
                        + " and no task file; name the task.safetensors of a training");
    }

    private static WarmStart read(String name, Path file, Backbone backbone) {
        Task task = TaskFile.read(file);
        try {
            task.backbone().require(backbone.name(), backbone.fingerprint());
        } catch (WeightsException e) {
            throw new ConfigException(
                    TrainingSettings.START_FROM.name(),
                    "neither the head nor the prompts of " + name + " can be used: " + e.getMessage());
        }
        CheckedTask.of(task, backbone);
        return new WarmStart(Optional.of(new Task.Provenance.Start(name, Sha256.of(file))), Optional.of(task), "");
    }

    /**
     * The settings of a run from this start, as if they had been given: the start itself, and the head's name, layers and
     * settings as far as the run's own do not fit the start's values.
     */
    TrainingConfig fitted(TrainingConfig config, EncoderConfig encoder) {
        String name = origin.map(Task.Provenance.Start::name).orElse(NOTHING);
        TrainingConfig fitted = config.with(TrainingSettings.START_FROM, name);
        if (task.isEmpty()) {
            return fitted;
        }
        Task.Head head = task.get().head();
        if (!config.get(TrainingSettings.HEAD).equals(head.name())) {
            fitted = fitted.with(TrainingSettings.HEAD, head.name());
        }
        if (!config.featureLayers(encoder).equals(head.layers())) {
            fitted = fitted.with(TrainingSettings.FEATURE_LAYERS, head.layers());
        }
        Settings settings = headSettings(config, encoder);
        return settings.equals(config.headSettings()) ? fitted : fitted.with(TrainingSettings.HEAD_SETTINGS, settings);
    }

    /** The run's own settings of the head if its tensors then are as large as the start's, else the start's. */
    private Settings headSettings(TrainingConfig config, EncoderConfig encoder) {
        Task.Head head = task.orElseThrow().head();
        boolean same = config.get(TrainingSettings.HEAD).equals(head.name());
        if (same && fits(config.headSettings(), encoder)) {
            return config.headSettings();
        }
        Settings ofStart = Settings.of(head.settings());
        return config.given().has(TrainingSettings.HEAD_SETTINGS)
                ? config.headSettings().over(ofStart)
                : ofStart;
    }

    private boolean fits(Settings settings, EncoderConfig encoder) {
        return shapes(head(settings, encoder)).equals(startShapes());
    }

    private Map<String, String> startShapes() {
        return task.orElseThrow().headTensors().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        tensor -> Arrays.toString(tensor.getValue().shape())));
    }

    private static Map<String, String> shapes(DetectionHead head) {
        return head.shapes().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        shape -> Arrays.toString(shape.getValue().getShape())));
    }

    /** The start's head for its own classes with other settings. */
    private DetectionHead head(Settings settings, EncoderConfig encoder) {
        Task start = task.orElseThrow();
        return DetectionHeads.create(
                start.head().name(),
                settings,
                start.classes(),
                encoder,
                start.head().layers());
    }

    /** What in the given settings keeps the start's head from being used. */
    private Optional<String> misfit(TrainingConfig config, EncoderConfig encoder) {
        Task start = task.orElseThrow();
        Task.Head head = start.head();
        String cannot = "the head of " + origin.orElseThrow().name() + " cannot be used: ";
        String advice = "; leave that out, or use --start-from " + NOTHING;
        String name = config.get(TrainingSettings.HEAD);
        if (config.given().has(TrainingSettings.HEAD) && !name.equals(head.name())) {
            return Optional.of(
                    cannot + "it is a head \"" + head.name() + "\", and this run is to have --head " + name + advice);
        }
        List<Integer> layers = config.get(TrainingSettings.FEATURE_LAYERS);
        if (!layers.isEmpty() && !layers.equals(head.layers())) {
            return Optional.of(cannot + "it reads the layers " + text(head.layers())
                    + ", and this run is to have --feature-layers " + text(layers) + advice);
        }
        if (!config.given().has(TrainingSettings.HEAD_SETTINGS) || fits(headSettings(config, encoder), encoder)) {
            return Optional.empty();
        }
        return Optional.of(
                cannot + "it is of another size, " + differences(head.settings(), config.headSettings()) + advice);
    }

    private static String differences(Map<String, String> start, Settings given) {
        List<String> differences = new ArrayList<>();
        given.texts().forEach((key, value) -> {
            if (!value.equals(start.get(key))) {
                differences.add(key + "=" + start.get(key) + ", and this run is to have " + key + "=" + value);
            }
        });
        return String.join("; ", differences);
    }

    private static String text(List<Integer> layers) {
        return layers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** SHA-256 of the task's file; empty if the run starts from random values. */
    String fingerprint() {
        return origin.map(Task.Provenance.Start::fingerprint).orElse("");
    }
}
