package org.vpt4j.samples.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.vpt4j.vision.error.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vpt4j detect}: finds objects on pictures. */
@Command(
        name = "detect",
        description = "Find objects on pictures; write the pictures with boxes, detections.json and detections.csv.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ./vpt4j detect --task runs/a/task.safetensors photo.jpg --out found",
            "  ./vpt4j detect --task runs/a/task.safetensors folder-of-photos --out found --score 0.5"
        })
final class DetectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SOURCE", arity = "1..*", description = "Pictures, or folders of pictures.")
    private List<Path> sources;

    @Option(names = "--task", required = true, paramLabel = "FILE", description = "The task file of a training.")
    private Path task;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the results go.")
    private Path out;

    @Option(
            names = "--score",
            paramLabel = "S",
            defaultValue = "0.3",
            description = "Least confidence of a detection, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double score;

    @Option(
            names = "--backbone",
            paramLabel = "NAME|DIR",
            description = "Where the task's frozen encoder is, if not embedded.")
    private String backbone;

    @Override
    public Integer call() {
        throw new ConfigException("detect is not there yet: " + sources + task + out + score + backbone);
    }
}
