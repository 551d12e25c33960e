package org.vpt4j.samples.detect;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.samples.console.EngineOptions;
import org.vpt4j.samples.console.Failure;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.vision.error.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vpt4j detect}: finds objects on images, in videos, before a camera. */
@Command(
        name = "detect",
        description = "Find objects on images, in videos, or before a camera.",
        sortOptions = false,
        footer = {
            "",
            "In DIR are then:",
            "  NAME.jpg, NAME.avi   each image and video with the boxes on it; folders stay as they are",
            "  detections.csv       a row for each object: image, frame, seconds, task, class, score, x1 y1 x2 y2 in px",
            "  detections.json      the same as COCO results; images.json is the COCO file that they belong to:",
            "                       COCO(\"images.json\").loadRes(\"detections.json\")",
            "  failed.csv           what could not be read, and why; the exit code is 1 if there is something",
            "  --format yolo        labels/NAME.txt and classes.txt, to correct in an annotation tool",
            "  --format voc         annotations/NAME.xml; with either, frames of videos are in images/",
            "",
            "Videos: Motion JPEG in AVI is read everywhere, on Windows and macOS also what the system plays; all others",
            "where the program ffmpeg is installed. Videos with boxes are written as Motion JPEG in AVI.",
            "Ctrl-C completes all files with what was done.",
            "",
            "Examples:",
            "  ./vpt4j detect --task runs/a/task.safetensors photo.jpg --out found",
            "  ./vpt4j detect --task runs/a/task.safetensors folder-of-photos --out found --score 0.5",
            "  ./vpt4j detect --task runs/a/task.safetensors 'photos/**/*.jpg' --out found --format yolo --no-images",
            "  ./vpt4j detect --task cells.safetensors --task cars.safetensors clip.avi --out found --every 5",
            "  ./vpt4j detect --task runs/a/task.safetensors 0 --out found"
        })
public final class DetectCommand implements Callable<Integer> {
    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SOURCE",
            arity = "1..*",
            description = "An image, a folder of images (and those in it), a pattern such as 'photos/**/*.jpg',"
                    + " a video, or the number of a camera.")
    private List<String> sources;

    @Option(
            names = "--task",
            required = true,
            paramLabel = "FILE",
            description = "The task file of a training; give it again for more tasks.")
    private List<Path> tasks;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the results go.")
    private Path out;

    @Option(
            names = "--score",
            paramLabel = "S",
            description = "Least confidence of a detection, 0 to 1 (default: the task's own).")
    private Double score;

    @Option(names = "--format", paramLabel = "yolo|voc", description = "Write label files too; give it again for both.")
    private List<LabelFormat> formats;

    @Option(names = "--no-images", description = "Write no images and videos with boxes.")
    private boolean noImages;

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of videos and cameras take every Nth frame (default: ${DEFAULT-VALUE}).")
    private int every;

    @Option(names = "--frames", paramLabel = "N", description = "Of videos and cameras take at most N frames.")
    private Long frames;

    @Mixin
    private EngineOptions engine;

    public DetectCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        if (score != null && !(score >= 0 && score <= 1)) {
            throw new ConfigException("score: " + score + " is outside 0 to 1");
        }
        Sampling sampling = new Sampling(every, frames == null ? Long.MAX_VALUE : frames);
        Sources.Found found = Sources.of(sources, out, sampling);
        if (!noImages) {
            found.requireNoneReplaced();
        }
        DetectionRun.Summary summary = run(found);
        summary.unreadable().forEach(spec.commandLine().getErr()::println);
        if (summary.failures() > 0) {
            spec.commandLine().getErr().println(failures(summary));
        }
        if (summary.stopped()) {
            throw new CancellationException(
                    "interrupted; what was done until then is in " + out + " (" + done(summary) + ")");
        }
        PrintWriter results = spec.commandLine().getOut();
        results.println("objects: " + summary.objects() + ", " + done(summary) + ", in " + out);
        return summary.failures() == 0 ? 0 : Failure.INPUT;
    }

    private DetectionRun.Summary run(Sources.Found found) {
        OptionalDouble least = score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
        StopSignal stop = interruption.listen();
        try (Progress progress = Progress.onStandardError();
                TaskDetectors detectors = TaskDetectors.load(tasks, engine.toOptions(), least);
                Outputs outputs = new Outputs(out, detectors.categories(), !noImages, formats());
                FailedTable failed = new FailedTable(out)) {
            found.remarks().forEach(progress::say);
            return new DetectionRun(detectors, outputs, failed, progress, stop).run(found.sources());
        }
    }

    private Set<LabelFormat> formats() {
        return formats == null ? Set.of() : EnumSet.copyOf(formats);
    }

    private static String done(DetectionRun.Summary summary) {
        String images = "images: " + summary.images();
        return summary.frames() == 0 ? images : images + ", frames: " + summary.frames();
    }

    private String failures(DetectionRun.Summary summary) {
        int more = summary.failures() - summary.unreadable().size();
        return (more > 0 ? "… and " + more + " more; " : "") + "not read: " + summary.failures() + ", listed in "
                + out.resolve("failed.csv");
    }
}
