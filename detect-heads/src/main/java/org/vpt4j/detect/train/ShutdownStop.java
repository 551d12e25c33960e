package org.vpt4j.detect.train;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns the wish that this process end (Ctrl-C, SIGTERM) into a stop of training with a checkpoint.
 *
 * <pre>{@code
 * try (ShutdownStop stop = ShutdownStop.install()) {
 *     Trainer.train(config, listener, stop.signal());
 * } catch (TrainingInterrupted e) {
 *     return ShutdownStop.EXIT_CODE;
 * }
 * }</pre>
 *
 * <p>While it is open, an ending JVM raises the signal and waits until it is closed, then ends with
 * {@link #EXIT_CODE}; it waits no longer than its patience, for nobody likes a process that does not die. So whatever is
 * still to be told to the user must be told before {@link #close}, and {@link System#exit} must not be called before.
 */
public final class ShutdownStop implements AutoCloseable {
    /** What a shell expects of a process that was interrupted. */
    public static final int EXIT_CODE = 130;

    /** Longer than a step and its checkpoint take; supervisors kill after so long at the earliest. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final StopSignal signal = new StopSignal();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook;

    private ShutdownStop(Duration patience) {
        this.hook = new Thread(() -> stopAndWait(patience), "stop training");
    }

    /** Listens for the end of the JVM from now on. */
    public static ShutdownStop install() {
        return install(PATIENCE);
    }

    /** The same, with another longest time that the end of the JVM is held up. */
    public static ShutdownStop install(Duration patience) {
        ShutdownStop stop = new ShutdownStop(patience);
        Runtime.getRuntime().addShutdownHook(stop.hook);
        return stop;
    }

    /** What the trainer listens to. */
    public StopSignal signal() {
        return signal;
    }

    private void stopAndWait(Duration patience) {
        signal.raise();
        try {
            boolean inTime = closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime) {
                System.err.println("training did not stop within " + patience.toSeconds()
                        + " s; the last checkpoint before stands");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(EXIT_CODE); // not the signal's own code, and no other hook can hold it up
    }

    /** Listens no longer. If the JVM is ending, it does so now. */
    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook runs, and has just been told to go on.
        }
    }
}
