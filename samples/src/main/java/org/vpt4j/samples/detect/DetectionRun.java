package org.vpt4j.samples.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.vision.image.Image;

/**
 * Detects on all images of some sources and writes down what was found. Images are read ahead while the encoder works;
 * only some of them are in memory at a time, however many there are.
 */
public final class DetectionRun {
    private static final int BATCH = 4;
    private static final long BATCH_PIXELS = 50_000_000;
    private static final int NAMED = 20;

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

    /**
     * Work on these; the caller closes them.
     *
     * @param stop ends the run after the images at hand, with all files completed
     */
    public DetectionRun(
            TaskDetectors tasks, DetectionSink outputs, FailedTable failed, Progress progress, StopSignal stop) {
        this.tasks = tasks;
        this.outputs = outputs;
        this.failed = failed;
        this.progress = progress;
        this.stop = stop;
    }

    /**
     * What came out.
     *
     * @param images that were looked at
     * @param frames of videos that were looked at
     * @param objects found on them together
     * @param failures how many sources could not be read, or not to their end
     * @param unreadable what is wrong with the first {@value #NAMED} of them; all are in {@code failed.csv}
     * @param stopped whether it was ended before its end
     */
    public record Summary(
            int images, int frames, long objects, int failures, List<String> unreadable, boolean stopped) {}

    /** Works through the sources, one after the other; what cannot be read is named in the summary. */
    public Summary run(List<FrameSource> sources) {
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
        int batch = source.isLive() ? 1 : BATCH;
        long done = 0;
        try (ReadAhead ahead = ReadAhead.of(source)) {
            List<Taken> some = some(ahead, batch);
            progress.begin(source.title(), source.length());
            while (!some.isEmpty()) {
                detect(some);
                done += some.size();
                progress.advance(done, "");
                some = some(ahead, batch);
            }
            ahead.requireSound();
        }
    }

    /** As many as one call of the encoder takes: a number that depends on the images alone, so results repeat. */
    private List<Taken> some(ReadAhead ahead, int most) {
        List<Taken> some = new ArrayList<>();
        long pixels = 0;
        while (some.size() < most && pixels < BATCH_PIXELS) {
            Optional<Taken> next = ahead.take(stop);
            if (next.isEmpty()) {
                break;
            }
            some.add(next.get());
            pixels += ReadAhead.pixels(next.get());
        }
        return some;
    }

    private void detect(List<Taken> some) {
        List<Image> images = new ArrayList<>();
        for (Taken one : some) {
            if (one instanceof Frame frame) {
                images.add(frame.image());
            }
        }
        List<List<Detection>> detections = images.isEmpty() ? List.of() : tasks.detect(images);
        int next = 0;
        for (Taken one : some) {
            if (one instanceof Frame frame) {
                write(frame, detections.get(next++));
            } else if (one instanceof Unreadable problem) {
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
        if (!frame.remark().isEmpty()) {
            progress.say(frame.source() + ": " + frame.remark());
        }
        outputs.write(new Found(frame, images + frames, detections));
    }

    private void note(Unreadable problem) {
        failures++;
        failed.write(problem);
        if (unreadable.size() < NAMED) {
            unreadable.add(problem.sentence());
        }
    }
}
