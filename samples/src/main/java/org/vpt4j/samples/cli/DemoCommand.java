package org.vpt4j.samples.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.report.RunOutcome;
import org.vpt4j.samples.run.TrainingRun;
import org.vpt4j.vision.error.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vpt4j demo}: a training on the embedded images, with a report; or names that become detectors. */
@Command(
        name = "demo",
        description = {
            "Train, evaluate and detect on real images of blood cells that come with vpt4j.",
            "Takes some minutes and needs no network.",
            "With --words, names become detectors, on drawn scenes with a toy model: under a minute."
        },
        sortOptions = false,
        footer = {"", "Examples:", "  ./vpt4j demo", "  ./vpt4j demo --out /tmp/cells --json", "  ./vpt4j demo --words"
        })
final class DemoCommand implements Callable<Integer> {
    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the run (default: runs/demo, with --words runs/words).")
    private Path out;

    @Option(
            names = "--words",
            description =
                    "Find objects by their names, with tiny-clip: a toy that was trained on drawn scenes and shows how"
                            + " words work offline. It knows nothing of photos.")
    private boolean words;

    @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
    private boolean json;

    public DemoCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        return words ? words() : cells(out == null ? Path.of("runs/demo") : out);
    }

    private int words() {
        if (json) {
            throw new ConfigException("json", "belongs to the demo of cells; leave it out with --words");
        }
        Path folder = out == null ? Path.of("runs/words") : out;
        try (Progress progress = Progress.onStandardError()) {
            TrainingRun training = new TrainingRun(progress, interruption.listenInTraining(), "./vpt4j demo --words");
            new WordsDemo(folder, progress, spec.commandLine().getOut()).run(training);
        }
        return 0;
    }

    private int cells(Path out) {
        try (Progress progress = Progress.onStandardError()) {
            TrainingRun training =
                    new TrainingRun(progress, interruption.listenInTraining(), "./vpt4j demo --out " + out);
            RunOutcome outcome = Demo.run(Demo.config(out), training, progress);
            TrainCommand.print(outcome, json, spec.commandLine());
        }
        if (!json) {
            spec.commandLine().getOut().println("found:  " + Demo.found(out));
        }
        return 0;
    }
}
