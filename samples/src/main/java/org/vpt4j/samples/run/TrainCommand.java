package org.vpt4j.samples.run;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.vpt4j.detect.train.Preset;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.bench.MemoryPlan;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Json;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.console.SettingsFile;
import org.vpt4j.samples.console.TrainingOptions;
import org.vpt4j.samples.report.Html;
import org.vpt4j.samples.report.RunFacts;
import org.vpt4j.samples.report.RunOutcome;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vpt4j train}: trains a task on a folder of labelled images. */
@Command(
        name = "train",
        description = "Train a detector on a folder of labelled images.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./vpt4j train --data my-images --out runs/a",
            "  ./vpt4j train --data my-images --preset fast",
            "  ./vpt4j train --data my-images --out runs/b --method head-only --size 448x336 --epochs 20",
            "  ./vpt4j train --config runs/a/config.yaml --seed 2 --out runs/c",
            "  ./vpt4j train --out runs/a --resume",
            "",
            "Writes config.yaml, metrics.csv, task.safetensors, report.html and images/ to the folder of the run."
        })
public final class TrainCommand implements Callable<Integer> {
    /** The settings that a memory limit chooses. */
    private static final List<String> LIMITED = Stream.of(
                    TrainingSettings.BATCH, TrainingSettings.ACCUMULATE, TrainingSettings.CHECKPOINTING)
            .map(Setting::name)
            .toList();

    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--resume",
            description = "Resume the run in --out from its last checkpoint; start it if there is none yet.")
    private boolean resume;

    @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
    private boolean json;

    public TrainCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        Settings settings = TrainingOptions.given(spec.commandLine().getParseResult());
        List<String> words = new ArrayList<>(List.of("./vpt4j"));
        words.addAll(spec.root().commandLine().getParseResult().originalArgs());
        try (Progress progress = Progress.onStandardError()) {
            TrainingRun training = new TrainingRun(progress, interruption.listen(), String.join(" ", words));
            RunOutcome outcome = run(training, settings, progress);
            print(outcome, json, spec.commandLine());
        }
        return 0;
    }

    private RunOutcome run(TrainingRun training, Settings settings, Progress progress) {
        return settings.located(() -> {
            TrainingConfig config = TrainingConfig.of(settings);
            return resume ? goOn(training, settings, config, progress) : begin(training, settings, config, progress);
        });
    }

    /** Starts a run, after printing the preset's settings and choosing those that a memory limit requires. */
    private RunOutcome begin(TrainingRun training, Settings settings, TrainingConfig config, Progress progress) {
        Preset.lines(settings).forEach(progress::say);
        RunDirectory.requireUnused(config.out());
        ToLongFunction<TrainingConfig> probe =
                MemoryPlan.measured(spec.root().userObject().getClass().getName(), interruption.listen());
        return training.begin(MemoryPlan.choose(config, probe, progress::say));
    }

    /**
     * Resumes from the last checkpoint. Starts the run if there is no checkpoint but settings are given, so that the same
     * command can be repeated until it succeeds.
     */
    private RunOutcome goOn(TrainingRun training, Settings settings, TrainingConfig config, Progress progress) {
        RunDirectory run = new RunDirectory(config.out());
        boolean begins = !Files.exists(run.checkpoint()) && settings.has(TrainingSettings.DATA);
        if (begins) {
            return begin(training, settings, config, progress);
        }
        requireBegunWith(settings, run);
        return training.resume(RunDirectory.resume(config.out()));
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
            boolean same = value.text().equals(begun.texts().getOrDefault(key, ""));
            if (!key.equals(TrainingSettings.OUT.name()) && !chosen && !same) {
                throw new ConfigException("resume: a run continues with the settings it began with, not with " + key
                        + ": " + value.text() + "; leave out " + value.place()
                        + ", or begin a new run with another --out");
            }
        });
    }

    /** Prints the result as text or JSON; in both cases problems in the data go to standard error. */
    static void print(RunOutcome outcome, boolean json, CommandLine command) {
        RunFacts facts = outcome.facts();
        RunDirectory folder = outcome.folder();
        RunFacts.Finding.lines(facts.findings()).forEach(command.getErr()::println);
        PrintWriter out = command.getOut();
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("run", folder.root().toString());
            result.put("task", folder.task().toString());
            result.put("report", folder.report().toString());
            result.putAll(facts.toMap());
            out.println(Json.of(result));
            return;
        }
        facts.measured().lines().forEach(out::println);
        out.println(Html.time(facts.cost().total()) + ", peak memory "
                + Html.bytes(facts.cost().peakMemory()));
        out.println("task:   " + folder.task());
        out.println("report: " + folder.report());
    }
}
