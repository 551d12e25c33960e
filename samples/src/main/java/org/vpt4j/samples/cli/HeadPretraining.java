package org.vpt4j.samples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.TuningMethods;
import org.vpt4j.vision.weights.Safetensors.DataType;

/** How a head is trained that others start from, and how it is stored. */
final class HeadPretraining {
    /** What differs from a usual training; any of it can be given instead. */
    static final Settings SETTINGS = Settings.of(settings());

    private static final long MOST_BYTES = 4_000_000;
    private static final int BYTES = 2; // of a value in half precision
    private static final double MEGA = 1e6;

    private HeadPretraining() {}

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(TrainingSettings.START_FROM.name(), "none");
        settings.put(TrainingSettings.CLASS_AGNOSTIC.name(), "on");
        settings.put(TrainingSettings.METHOD.name(), "head-only");
        settings.put(TrainingSettings.SIZE.name(), "336");
        settings.put(TrainingSettings.TILES.name(), "off");
        settings.put(TrainingSettings.EPOCHS.name(), "10");
        settings.put(TrainingSettings.LR.name(), "0.004");
        settings.put(TrainingSettings.WARMUP.name(), "100");
        settings.put(TrainingSettings.EMA.name(), "0.999");
        settings.put(TrainingSettings.IMAGE_EVERY.name(), "0");
        settings.put(TrainingSettings.PRECISION.name(), "auto");
        settings.put(TrainingSettings.CACHE.name(), "on");
        settings.put(TrainingSettings.VIEWS.name(), "2");
        settings.put(TrainingSettings.CACHE_LIMIT.name(), "20GB");
        return settings;
    }

    /**
     * Checks the size of the file that a training with these settings leads to, before it begins.
     *
     * @throws ConfigException if it is more than 4 MB
     */
    static void requireSmall(Settings settings) {
        settings.located(() -> {
            TrainingConfig config = TrainingConfig.of(settings);
            Backbone backbone = BackboneHub.standard().open(config.get(TrainingSettings.BACKBONE));
            long values = Stream.concat(
                            DetectionHeads.create(
                                    config.get(TrainingSettings.HEAD),
                                    config.headSettings(),
                                    List.of(Task.ANY_OBJECT),
                                    backbone.config(),
                                    config.featureLayers(backbone.config()))
                                    .shapes()
                                    .values()
                                    .stream(),
                            TuningMethods.create(config.get(TrainingSettings.METHOD), config.methodSettings())
                                    .shapes(backbone.config())
                                    .values()
                                    .stream())
                    .mapToLong(shape -> shape.size())
                    .sum();
            if (values * BYTES > MOST_BYTES) {
                throw new ConfigException(
                        TrainingSettings.HEAD_SETTINGS.name(),
                        String.format(
                                Locale.ROOT,
                                "the head and what is tuned have %,d values, %.1f MB in half precision, and the file may"
                                        + " have 4 MB; take fewer channels, as in --head-settings channels=96,neck=192",
                                values,
                                values * BYTES / MEGA));
            }
            return values;
        });
    }

    /** Writes a training's task without the paths of this machine. */
    static void write(RunDirectory run, Path file) {
        Task task = TaskFile.read(run.task());
        Task.Provenance trained = task.provenance();
        Map<String, String> settings = new LinkedHashMap<>(trained.settings());
        Stream.of(
                        TrainingSettings.OUT,
                        TrainingSettings.CACHE_DIR,
                        TrainingSettings.CLASS_MAP,
                        TrainingSettings.SPLIT_FILE,
                        TrainingSettings.OLD_DATA)
                .forEach(setting -> settings.remove(setting.name()));
        Stream.of(TrainingSettings.DATA, TrainingSettings.START_FROM)
                .forEach(setting -> settings.computeIfPresent(setting.name(), (key, path) -> lastName(path)));
        settings.put(TrainingSettings.BACKBONE.name(), task.backbone().name());
        Task shared = new Task(
                task.classes(),
                task.method(),
                task.head(),
                task.preprocessing(),
                task.backbone(),
                task.threshold(),
                new Task.Provenance(
                        trained.dataFingerprint(),
                        trained.seed(),
                        settings,
                        trained.metrics(),
                        trained.version(),
                        trained.created(),
                        trained.start()
                                .map(start -> new Task.Provenance.Start(lastName(start.name()), start.fingerprint()))),
                task.tuned(),
                task.headTensors());
        TaskFile.write(file, shared, DataType.F16);
    }

    private static String lastName(String path) {
        Path last = Path.of(path).getFileName();
        return last == null ? "" : last.toString();
    }

    static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new FileException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
