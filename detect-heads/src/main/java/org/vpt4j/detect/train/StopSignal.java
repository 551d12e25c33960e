package org.vpt4j.detect.train;

/**
 * A stop request from another thread or a signal handler: training ends after the current step, with a checkpoint.
 */
public final class StopSignal {
    private volatile boolean raised;

    /** Requests the stop. */
    public void raise() {
        raised = true;
    }

    public boolean isRaised() {
        return raised;
    }
}
