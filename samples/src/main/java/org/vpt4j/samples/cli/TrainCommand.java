package org.vpt4j.samples.cli;

import java.util.concurrent.Callable;
import org.vpt4j.samples.settings.Settings;
import org.vpt4j.vision.error.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vpt4j train}: learns a task from a folder of labelled images. */
@Command(
        name = "train",
        description = "Learn to find the objects that a folder of images shows labelled.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./vpt4j train --data my-images --out runs/a",
            "  ./vpt4j train --data my-images --out runs/b --method head-only --size 448x336 --epochs 20",
            "  ./vpt4j train --config runs/a/config.yaml --seed 2 --out runs/c",
            "  ./vpt4j train --out runs/a --resume",
            "",
            "Writes config.yaml, metrics.csv, task.safetensors, report.html and pictures/ into the folder of the run."
        })
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Settings settings = TrainingOptions.given(spec.commandLine().getParseResult());
        throw new ConfigException("train is not there yet: " + settings.texts());
    }
}
