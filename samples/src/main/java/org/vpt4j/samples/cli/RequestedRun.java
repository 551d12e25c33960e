package org.vpt4j.samples.cli;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.vpt4j.detect.train.Preset;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.bench.MemoryPlan;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.console.SettingsFile;
import org.vpt4j.samples.report.RunOutcome;
import org.vpt4j.samples.run.FolderLock;
import org.vpt4j.samples.run.TrainingRun;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A run that a command line asks for: it begins, or resumes from its last checkpoint.
 *
 * @param spec of the command
 */
record RequestedRun(CommandSpec spec, Interruption interruption, Progress progress) {
    /** The settings that a memory limit chooses. */
    private static final List<String> LIMITED = Stream.of(
                    TrainingSettings.BATCH, TrainingSettings.ACCUMULATE, TrainingSettings.CHECKPOINTING)
            .map(Setting::name)
            .toList();

    /** The settings that a resumed run may get otherwise: they do not change the training. The
     * data may have moved, if they are the same.
     */
    private static final List<String> FREE =
            List.of(TrainingSettings.OUT.name(), TrainingSettings.DATA.name(), TrainingSettings.OLD_DATA.name());

    /**
     * Trains, evaluates and writes the report.
     *
     * @param settings as given
     * @param resume whether to resume the run in the settings' folder, if it has begun
     */
    RunOutcome run(Settings settings, boolean resume) {
        return settings.located(() -> {
            TrainingConfig config = TrainingConfig.of(settings);
            if (!resume) {
                RunDirectory.requireUnused(config.out());
            }
            try (FolderLock lock = FolderLock.take(config.out())) {
                try {
                    return resume ? goOn(settings, config) : begin(settings, config);
                } catch (RuntimeException e) {
                    lock.forgetUnused();
                    throw e;
                }
            }
        });
    }

    private TrainingRun training() {
        List<String> words = new ArrayList<>(List.of("./vpt4j"));
        words.addAll(spec.root().commandLine().getParseResult().originalArgs());
        return new TrainingRun(progress, interruption.listenInTraining(), String.join(" ", words));
    }

    /** Starts a run, after printing the preset's settings and choosing those that a memory limit requires. */
    private RunOutcome begin(Settings settings, TrainingConfig config) {
        Preset.lines(settings).forEach(progress::say);
        RunDirectory.requireUnused(config.out());
        ToLongFunction<TrainingConfig> probe =
                MemoryPlan.measured(spec.root().userObject().getClass().getName(), interruption.listenInTraining());
        return training().begin(MemoryPlan.choose(config, probe, progress::say));
    }

    /**
     * Resumes from the last checkpoint. Starts the run if there is no checkpoint but settings are given, so that the same
     * command can be repeated until it succeeds.
     */
    private RunOutcome goOn(Settings settings, TrainingConfig config) {
        RunDirectory run = new RunDirectory(config.out());
        boolean begins = !Files.exists(run.checkpoint()) && settings.has(TrainingSettings.DATA);
        if (begins) {
            return begin(settings, config);
        }
        requireBegunWith(settings, run);
        return training()
                .resume(
                        RunDirectory.resume(config.out()),
                        config.get(TrainingSettings.DATA),
                        config.get(TrainingSettings.OLD_DATA));
    }

    /** A resumed run keeps its settings. */
    private static void requireBegunWith(Settings settings, RunDirectory run) {
        if (!Files.exists(run.config())) {
            return; // killed right after the first checkpoint, which contains the settings: resuming writes them again
        }
        Settings begun = SettingsFile.read(run.config(), TrainingSettings.keys());
        settings.given().forEach((key, value) -> {
            boolean chosen = value.text().equals("auto") // the chosen value is in the run's settings
                    || (begun.has(TrainingSettings.MEMORY_LIMIT) && LIMITED.contains(key));
            boolean same = value.text().equals(begun.texts().getOrDefault(key, ""))
                    || (key.equals(TrainingSettings.HEAD_SETTINGS.name()) && haveSameHead(settings, begun));
            if (!FREE.contains(key) && !chosen && !same) {
                throw new ConfigException("resume: a run continues with the settings it began with, not with " + key
                        + ": " + value.text() + "; leave out " + value.place()
                        + ", or begin a new run with another --out");
            }
        });
    }

    /** Whether the given settings of the head are among the run's, which has more where it started from another task. */
    private static boolean haveSameHead(Settings given, Settings begun) {
        return TrainingConfig.of(begun)
                .headSettings()
                .texts()
                .entrySet()
                .containsAll(TrainingConfig.of(given).headSettings().texts().entrySet());
    }
}
