package org.vpt4j.detect.train;

/**
 * A request to stop, from another thread or a signal handler: training ends after the present step, with a checkpoint.
 */
public final class StopSignal {
    private volatile boolean raised;

    /** Asks for the end. */
    public void raise() {
        raised = true;
    }

    public boolean isRaised() {
        return raised;
    }
}
