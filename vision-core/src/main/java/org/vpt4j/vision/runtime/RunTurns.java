package org.vpt4j.vision.runtime;

import java.util.concurrent.Semaphore;

/**
 * Lets only as many runs of a session compute at a time as have threads on the processors; the others wait, first come
 * first served. Thread-safe.
 *
 * <p>Runs with more threads than processors busy-wait for each other: two with two threads each on two processors take a
 * quarter longer than one after the other, and each needs memory for its activations. On a GPU there is no limit.
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

    /** Waits for a turn, and runs. */
    public <T, E extends Exception> T take(Run<T, E> run) throws E {
        free.acquireUninterruptibly();
        try {
            return run.run();
        } finally {
            free.release();
        }
    }
}
