package org.vpt4j.samples.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Json;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.console.TrainingOptions;
import org.vpt4j.samples.report.Html;
import org.vpt4j.samples.report.RunFacts;
import org.vpt4j.samples.report.RunOutcome;
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
            "  ./vpt4j train --data more-images --start-from runs/a/task.safetensors --out runs/d",
            "  ./vpt4j train --out runs/a --resume",
            "",
            "Writes config.yaml, metrics.csv, task.safetensors, report.html and images/ to the folder of the run."
        })
final class TrainCommand implements Callable<Integer> {
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
        try (Progress progress = Progress.onStandardError()) {
            RunOutcome outcome = new RequestedRun(spec, interruption, progress).run(settings, resume);
            print(outcome, json, spec.commandLine());
        }
        return 0;
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
            outcome.continued().ifPresent(continued -> result.put("continued", continued.toMap()));
            out.println(Json.of(result));
            return;
        }
        facts.measured().lines().forEach(out::println);
        outcome.continued().ifPresent(continued -> continued.lines().forEach(out::println));
        out.println(Html.time(facts.cost().total()) + ", peak memory "
                + Html.bytes(facts.cost().peakMemory()));
        out.println("task:   " + folder.task());
        out.println("report: " + folder.report());
    }
}
