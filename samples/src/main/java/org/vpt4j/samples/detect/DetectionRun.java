package org.vpt4j.samples.detect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.vision.image.Image;

/**
 * Detects on all images of some sources and writes the results. Images are read ahead while the encoder works; only a few
 * are in memory at a time.
 */
public final class DetectionRun {
    private static final int BATCH = 4;
    private static final long BATCH_PIXELS = 50_000_000;
    private static final int NAMED = 20;

    /** Side in pixels of the smallest visible objects from which on a run says that there are tiles. */
    private static final double NOTEWORTHY = 48;

    private final TaskDetectors tasks;
    private final DetectionSink outputs;
    private final FailedTable failed;
    private final Progress progress;
    private final StopSignal stop;
    private final List<String> unreadable = new ArrayList<>();
    private int failures;
    private int images;
    private int frames;
    private long objects;
    private boolean advises;

    /**
     * Uses these detectors; the caller closes them.
     *
     * @param advises whether to say once what is too small to be seen without tiles
     * @param stop ends the run after the current images, with all files completed
     */
    DetectionRun(
            TaskDetectors tasks,
            DetectionSink outputs,
            FailedTable failed,
            Progress progress,
            boolean advises,
            StopSignal stop) {
        this.advises = advises;
        this.tasks = tasks;
        this.outputs = outputs;
        this.failed = failed;
        this.progress = progress;
        this.stop = stop;
    }

    /**
     * The result of a run.
     *
     * @param images number of images processed
     * @param frames number of video frames processed
     * @param objects detected on all of them
     * @param failures number of sources that could not be read completely
     * @param unreadable the problems of the first {@value #NAMED} of them; all are in {@code failed.csv}
     * @param stopped whether it was interrupted
     */
    record Summary(int images, int frames, long objects, int failures, List<String> unreadable, boolean stopped) {}

    /**
     * Detects on image files with one task and writes all results to a folder.
     *
     * @param task a task file
     * @param out folder of the results
     */
    public static void detect(Path task, List<Path> images, Path out, Progress progress) {
        List<String> words = images.stream().map(Path::toString).toList();
        try (TaskDetectors detectors =
                        TaskDetectors.load(List.of(task), DetectorOptions.defaults(), OptionalDouble.empty());
                Outputs outputs = new Outputs(out, detectors.categories(), true, Set.of());
                FailedTable failed = new FailedTable(out)) {
            List<FrameSource> sources =
                    Sources.of(words, out, FrameSource.Sampling.all()).sources();
            new DetectionRun(detectors, outputs, failed, progress, true, new StopSignal()).run(sources);
        }
    }

    /** Processes the sources one after the other; the summary names those that cannot be read. */
    Summary run(List<FrameSource> sources) {
        for (FrameSource source : sources) {
            if (!stop.isRaised()) {
                run(source);
            }
        }
        progress.close();
        outputs.finish();
        failed.finish();
        return new Summary(images, frames, objects, failures, List.copyOf(unreadable), stop.isRaised());
    }

    private void run(FrameSource source) {
        int size = source.isLive() ? 1 : BATCH;
        long done = 0;
        try (ReadAhead ahead = ReadAhead.of(source)) {
            List<FrameSource.Item> batch = batch(ahead, size);
            progress.begin(source.title(), source.length());
            while (!batch.isEmpty()) {
                detect(batch);
                done += batch.size();
                progress.advance(done, "");
                batch = batch(ahead, size);
            }
            ahead.requireSound();
        }
    }

    /** The images of one encoder call: their number depends on the images alone, so that results are reproducible. */
    private List<FrameSource.Item> batch(ReadAhead ahead, int most) {
        List<FrameSource.Item> batch = new ArrayList<>();
        long pixels = 0;
        while (batch.size() < most && pixels < BATCH_PIXELS) {
            Optional<FrameSource.Item> next = ahead.take(stop);
            if (next.isEmpty()) {
                break;
            }
            batch.add(next.get());
            pixels += ReadAhead.pixels(next.get());
        }
        return batch;
    }

    private void detect(List<FrameSource.Item> batch) {
        List<Image> images = new ArrayList<>();
        for (FrameSource.Item one : batch) {
            if (one instanceof Frame frame) {
                images.add(frame.image());
            }
        }
        List<List<Detection>> detections = images.isEmpty() ? List.of() : tasks.detect(images);
        int next = 0;
        for (FrameSource.Item one : batch) {
            if (one instanceof Frame frame) {
                write(frame, detections.get(next++));
            } else if (one instanceof FrameSource.Unreadable problem) {
                note(problem);
            }
        }
    }

    private void write(Frame frame, List<Detection> detections) {
        if (frame.moment().isPresent()) {
            frames++;
        } else {
            images++;
        }
        objects += detections.size();
        sayWhatIsTooSmall(frame);
        if (!frame.remark().isEmpty()) {
            progress.say(frame.source() + ": " + frame.remark());
        }
        outputs.write(new ImageResult(frame, images + frames, detections));
    }

    /** Once in a run: where objects that a person sees at a glance are too small at the input size. */
    private void sayWhatIsTooSmall(Frame frame) {
        double least = tasks.leastSide(frame.image().size());
        if (advises && least >= NOTEWORTHY) {
            advises = false;
            progress.say(String.format(
                    Locale.ROOT,
                    "%s has %s pixels: objects smaller than about %.0f of them cannot be seen; --tiles auto makes them visible",
                    frame.source(),
                    frame.image().size(),
                    least));
        }
    }

    private void note(FrameSource.Unreadable problem) {
        failures++;
        failed.write(problem);
        if (unreadable.size() < NAMED) {
            unreadable.add(problem.sentence());
        }
    }
}
