package org.vpt4j.samples.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.detect.train.StopSignal;

/**
 * Shows the progress of a long task, which consists of parts (an epoch, an evaluation) with steps, on standard error,
 * since standard output is for results.
 */
public interface Progress extends AutoCloseable {
    /** System property that tells whether standard error is a terminal. */
    String TERMINAL = "vpt4j.terminal";

    /** Starts a part and ends the previous one; steps is -1 if their number is unknown. */
    void begin(String part, long steps);

    /**
     * Updates the number of finished steps of the part.
     *
     * @param done from 0 to the number of steps
     * @param note shown next to it, such as {@code loss 1.23}; may be empty
     */
    void advance(long done, String note);

    /** Prints a line. */
    void say(String line);

    /** Ends the last part. */
    @Override
    void close();

    /**
     * This progress for a task that can be stopped at any step: the next step after the signal throws a
     * {@link java.util.concurrent.CancellationException} with this message.
     */
    default Progress stoppedBy(StopSignal stop, String sentence) {
        return new StoppableProgress(this, stop, sentence);
    }

    /** This progress as that of something that is done for each image, as a part that begins with the first one. */
    default DetectionData.Progress ofImages(String part) {
        AtomicBoolean begun = new AtomicBoolean();
        return (done, images) -> {
            if (begun.compareAndSet(false, true)) {
                begin(part, images);
            }
            advance(done, "");
        };
    }

    /** The progress on standard error of a task that writes nothing if it is stopped. */
    static Progress untilStopped(StopSignal stop) {
        return onStandardError().stoppedBy(stop, "interrupted; nothing was written");
    }

    /** A bar if standard error is a terminal (as detected by {@code ./vpt4j}), else lines at intervals. */
    static Progress onStandardError() {
        PrintStream err = System.err;
        return Boolean.getBoolean(TERMINAL) ? new BarProgress(err) : new LineProgress(err, Duration.ofSeconds(15));
    }
}
