package org.vpt4j.samples.run;

import java.util.Locale;
import java.util.function.LongSupplier;

/** The time that the rest of a training takes, from the epochs so far, their validation included. */
final class TimeLeft {
    static final TimeLeft UNKNOWN = new TimeLeft(1, () -> 0);

    private static final double NANO = 1e-9;
    private static final double LEAST = 3; // seconds, before which nothing is said
    private static final int MINUTE = 60; // seconds
    private static final int HOUR = 60; // minutes

    private final double first; // epochs done before
    private final LongSupplier clock;
    private final long begun;
    private double done;

    /**
     * @param firstEpoch the epoch with which the training begins or resumes
     * @param clock monotonic, in nanoseconds
     */
    TimeLeft(int firstEpoch, LongSupplier clock) {
        this.first = firstEpoch - 1;
        this.clock = clock;
        this.begun = clock.getAsLong();
        this.done = first;
    }

    /** So many epochs are done; the last one perhaps in part. */
    void reached(double epochs) {
        done = epochs;
    }

    /** {@code , 4 min left} of a training that ends with this epoch; empty while too little is known. */
    String of(int lastEpoch) {
        double seconds = (clock.getAsLong() - begun) * NANO;
        if (done <= first || seconds < LEAST) {
            return "";
        }
        double rest = Math.max(0, seconds / (done - first) * (lastEpoch - done));
        long minutes = Math.round(rest / MINUTE);
        String text = rest < 1.5 * MINUTE
                ? Math.round(rest) + " s"
                : minutes < 2 * HOUR ? minutes + " min" : String.format(Locale.ROOT, "%.1f h", rest / 3600);
        return ", " + text + " left";
    }
}
