package org.vpt4j.samples.detect;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.samples.console.EngineOptions;
import org.vpt4j.samples.console.Failure;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.console.TileOptions;
import org.vpt4j.samples.console.WordOptions;
import org.vpt4j.vision.error.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vpt4j detect}: detects objects in images, videos and camera streams. */
@Command(
        name = "detect",
        description = "Detect objects in images, videos or a camera stream.",
        sortOptions = false,
        footer = {
            "",
            "DIR then contains:",
            "  NAME.jpg, NAME.avi   each image and video with its boxes, in the same subfolders",
            "  detections.csv       a row for each object: image, frame, seconds, task, class, score, x1 y1 x2 y2 in px",
            "  detections.json      the same as COCO results; images.json is the matching COCO file:",
            "                       COCO(\"images.json\").loadRes(\"detections.json\")",
            "  failed.csv           files that could not be read, and why; the exit code is then 1",
            "  --format yolo        labels/NAME.txt and classes.txt, to correct in an annotation tool",
            "  --format voc         annotations/NAME.xml; all formats expect the images in images/: frames of videos are",
            "                       written there",
            "",
            "Videos: Motion JPEG in AVI is always supported, on Windows and macOS also what the system plays, all others",
            "if the program ffmpeg is installed. Videos with boxes are written as Motion JPEG in AVI.",
            "Ctrl-C completes all files with the results so far.",
            "",
            "Examples:",
            "  ./vpt4j detect --task runs/a/task.safetensors photo.jpg --out found",
            "  ./vpt4j detect --task objects photo.jpg --out found",
            "  ./vpt4j detect --task runs/a/task.safetensors folder-of-photos --out found --score 0.5",
            "  ./vpt4j detect --task runs/a/task.safetensors 'photos/**/*.jpg' --out found --format yolo --no-images",
            "  ./vpt4j detect --task cells.safetensors --task cars.safetensors clip.avi --out found --every 5",
            "  ./vpt4j detect --task runs/a/task.safetensors 0 --out found",
            "  ./vpt4j detect --zero-shot \"cat,dog\" --backbone openai/clip-vit-base-patch16 photos --out found",
            "  ./vpt4j detect --task words/task.safetensors --classes \"red circle,star\" photos --out found"
        })
public final class DetectCommand implements Callable<Integer> {
    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SOURCE",
            arity = "1..*",
            description = "An image, a folder of images (with its subfolders), a pattern such as 'photos/**/*.jpg',"
                    + " a video, or the number of a camera.")
    private List<String> sources;

    @Option(
            names = "--task",
            paramLabel = "FILE",
            description =
                    "The task file of a training, or objects, which finds any object; repeat it for several tasks.")
    private List<Path> tasks;

    @Mixin
    private WordOptions words;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the results.")
    private Path out;

    @Option(
            names = "--score",
            paramLabel = "S",
            description = "Lowest score of a detection, 0 to 1 (default: the task's own).")
    private Double score;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "Also write label files: ${COMPLETION-CANDIDATES}; repeat it for several.")
    private List<LabelFormat> formats;

    @Option(names = "--no-images", description = "Do not write images and videos with boxes.")
    private boolean noImages;

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = "1",
            description = "Use every Nth frame of videos and cameras (default: ${DEFAULT-VALUE}).")
    private int every;

    @Option(names = "--frames", paramLabel = "N", description = "Use at most N frames of each video or camera.")
    private Long frames;

    @Mixin
    private TileOptions tiles;

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
        words.require(tasks);
        FrameSource.Sampling sampling = new FrameSource.Sampling(every, frames == null ? Long.MAX_VALUE : frames);
        Sources.Resolved resolved = Sources.of(sources, out, sampling);
        if (!noImages) {
            resolved.requireNoneReplaced();
        }
        DetectionRun.Summary summary = run(resolved);
        summary.unreadable().forEach(spec.commandLine().getErr()::println);
        if (summary.failures() > 0) {
            spec.commandLine().getErr().println(failures(summary));
        }
        if (summary.stopped()) {
            throw new CancellationException(
                    "interrupted; the results so far are in " + out + " (" + done(summary) + ")");
        }
        PrintWriter results = spec.commandLine().getOut();
        results.println("objects: " + summary.objects() + ", " + done(summary) + ", in " + out);
        return summary.failures() == 0 ? 0 : Failure.INPUT;
    }

    private TaskDetectors detectors(DetectorOptions options, OptionalDouble least) {
        return words.isZeroShot()
                ? TaskDetectors.zeroShot(words.names(), options, least)
                : TaskDetectors.load(tasks, options, least);
    }

    private DetectionRun.Summary run(Sources.Resolved resolved) {
        OptionalDouble least = score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
        StopSignal stop = interruption.listen();
        DetectorOptions options = words.in(tiles.in(engine.toOptions()));
        try (Progress progress = Progress.onStandardError();
                TaskDetectors detectors = detectors(options, least);
                Outputs outputs = new Outputs(out, detectors.categories(), !noImages, formats());
                FailedTable failed = new FailedTable(out)) {
            resolved.remarks().forEach(progress::say);
            return new DetectionRun(
                            detectors,
                            outputs,
                            failed,
                            progress,
                            options.tiles().isEmpty(),
                            stop)
                    .run(resolved.sources());
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
