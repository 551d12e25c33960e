package org.vpt4j.samples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.samples.progress.Progress;
import org.vpt4j.samples.run.PictureDetection;
import org.vpt4j.samples.run.Pictures;
import org.vpt4j.samples.settings.EngineOptions;
import org.vpt4j.vision.error.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SOURCE", arity = "1..*", description = "Pictures, or folders of pictures.")
    private List<Path> sources;

    @Option(names = "--task", required = true, paramLabel = "FILE", description = "The task file of a training.")
    private Path task;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the results go.")
    private Path out;

    @Option(
            names = "--score",
            paramLabel = "S",
            description = "Least confidence of a detection, 0 to 1 (default: the task's own).")
    private Double score;

    @Mixin
    private EngineOptions engine;

    DetectCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        if (score != null && !(score >= 0 && score <= 1)) {
            throw new ConfigException("score: " + score + " is outside 0 to 1");
        }
        List<Path> pictures = Pictures.of(sources);
        double least = score == null ? TaskFile.read(task).threshold() : score;
        PictureDetection.Summary summary;
        try (Progress progress = Progress.onStandardError()
                        .stoppedBy(interruption.listen(), "interrupted; the pictures that were done are in " + out);
                Detector detector = Detector.load(task, engine.toOptions())) {
            summary = new PictureDetection(detector, least, out).run(pictures, progress);
        }
        PrintWriter results = spec.commandLine().getOut();
        results.println("objects: " + summary.objects() + ", pictures: " + summary.pictures() + ", in " + out);
        summary.unreadable().forEach(spec.commandLine().getErr()::println);
        return summary.unreadable().isEmpty() ? 0 : Failure.INPUT;
    }
}
