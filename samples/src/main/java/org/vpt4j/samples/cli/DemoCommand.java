package org.vpt4j.samples.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.report.RunOutcome;
import org.vpt4j.samples.run.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vpt4j demo}: a training on the embedded images, with a report. */
@Command(
        name = "demo",
        description = {
            "Train, evaluate and detect on real images of blood cells that come with vpt4j.",
            "Takes some minutes and needs no network."
        },
        sortOptions = false,
        footer = {"", "Examples:", "  ./vpt4j demo", "  ./vpt4j demo --out /tmp/cells --json"})
final class DemoCommand implements Callable<Integer> {
    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/demo",
            description = "Folder of the run (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
    private boolean json;

    public DemoCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        try (Progress progress = Progress.onStandardError()) {
            TrainingRun training = new TrainingRun(progress, interruption.listen(), "./vpt4j demo --out " + out);
            RunOutcome outcome = Demo.run(Demo.config(out), training, progress);
            TrainCommand.print(outcome, json, spec.commandLine());
        }
        if (!json) {
            spec.commandLine().getOut().println("found:  " + Demo.found(out));
        }
        return 0;
    }
}
