package org.vpt4j.detect.train;

import java.util.function.LongSupplier;

/**
 * When a run writes its checkpoint. A kill loses at most a quarter of the work of this process, and at most half a minute;
 * epochs of a second do not write megabytes each. What is trained does not depend on it.
 */
final class CheckpointPace {
    private static final double LONGEST = 30; // seconds
    private static final double PART = 0.25; // of the time so far
    private static final double NANO = 1e-9;

    private final LongSupplier clock; // nanoseconds
    private final long begun;
    private long written;

    /** A pace that begins now, with a checkpoint just written. */
    CheckpointPace(LongSupplier clock) {
        this.clock = clock;
        this.begun = clock.getAsLong();
        this.written = begun;
    }

    /** Whether one is due after an epoch that was validated. */
    boolean isDue() {
        double since = seconds(written);
        return since >= Math.min(LONGEST, PART * seconds(begun));
    }

    /** Whether one is due even in the middle of an epoch. */
    boolean isOverdue() {
        return seconds(written) >= LONGEST;
    }

    void wrote() {
        written = clock.getAsLong();
    }

    private double seconds(long since) {
        return (clock.getAsLong() - since) * NANO;
    }
}
