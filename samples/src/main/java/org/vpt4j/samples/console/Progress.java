package org.vpt4j.samples.console;

import java.io.PrintStream;
import java.time.Duration;
import org.vpt4j.detect.train.StopSignal;

/**
 * Tells a person how far a long task is. It has parts, one after the other (an epoch, an evaluation), and each part has
 * steps. Everything goes to standard error: results alone go to standard output.
 */
public interface Progress extends AutoCloseable {
    /** System property that says whether standard error is a terminal. */
    String TERMINAL = "vpt4j.terminal";

    /** Starts a part, and ends the one before; with -1 steps where nobody knows how many. */
    void begin(String part, long steps);

    /**
     * Says how many steps of the part are done.
     *
     * @param done from 0 to the number of steps
     * @param note what to tell beside it, such as {@code loss 1.23}; may be empty
     */
    void advance(long done, String note);

    /** A line that stays. */
    void say(String line);

    /** Ends the last part. */
    @Override
    void close();

    /**
     * The same, for a task that can end anywhere: its next step after the signal throws a
     * {@link java.util.concurrent.CancellationException} with this sentence.
     */
    default Progress stoppedBy(StopSignal stop, String sentence) {
        return new StoppableProgress(this, stop, sentence);
    }

    /** A bar if standard error is a terminal (as {@code ./vpt4j} found out), else a line now and then. */
    static Progress onStandardError() {
        PrintStream err = System.err;
        return Boolean.getBoolean(TERMINAL) ? new BarProgress(err) : new LineProgress(err, Duration.ofSeconds(15));
    }
}
