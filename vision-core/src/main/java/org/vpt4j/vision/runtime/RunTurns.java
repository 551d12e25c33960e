package org.vpt4j.vision.runtime;

import java.util.concurrent.Semaphore;

/**
 * Turns at the processors for the runs of one session: as many at a time as find threads, the others wait, first come
 * first served. For several threads.
 *
 * <p>Runs that have more threads together than there are processors wait for each other awake, in the middle of their
 * work: two with two threads each on two processors take a quarter longer than one after the other. Each of them takes
 * memory for its activations, too. On a GPU nobody waits here.
 */
public final class RunTurns {
    private final Semaphore free;

    private RunTurns(int atATime) {
        free = new Semaphore(atATime, true);
    }

    /** For a session with these options. */
    public static RunTurns of(RuntimeOptions options) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new RunTurns(
                OnnxRuntime.mayUseGpu(options)
                        ? Integer.MAX_VALUE
                        : Math.max(1, processors / options.effectiveThreads()));
    }

    /** What is done in a turn. */
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
