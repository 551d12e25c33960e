package org.vpt4j.vision.runtime;

import java.util.concurrent.Semaphore;

/**
 * Limits a session's concurrent runs to as many as the processors can run the threads of; others wait, first come first
 * served. Thread-safe.
 *
 * <p>With more threads than processors, runs busy-wait for each other: two runs of two threads each on two processors
 * take a quarter longer than one after the other, and each needs memory for its activations. On a GPU there is no limit.
 */
public final class RunTurns {
    private final Semaphore free;

    private RunTurns(int atATime) {
        free = new Semaphore(atATime, true);
    }

    /** Turns for a session with these options. */
    public static RunTurns of(RuntimeOptions options) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new RunTurns(
                OnnxRuntime.mayUseGpu(options)
                        ? Integer.MAX_VALUE
                        : Math.max(1, processors / options.effectiveThreads()));
    }

    /** A run of the session. */
    @FunctionalInterface
    public interface Run<T, E extends Exception> {
        T run() throws E;
    }

    /** Waits for its turn, then runs. */
    public <T, E extends Exception> T take(Run<T, E> run) throws E {
        free.acquireUninterruptibly();
        try {
            return run.run();
        } finally {
            free.release();
        }
    }
}
