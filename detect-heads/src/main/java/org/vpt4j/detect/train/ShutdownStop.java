package org.vpt4j.detect.train;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns a request to end this process (Ctrl-C, SIGTERM) into a stop of training with a checkpoint.
 *
 * <pre>{@code
 * try (ShutdownStop stop = ShutdownStop.install()) {
 *     Trainer.train(config, listener, stop.signal());
 * } catch (TrainingInterrupted e) {
 *     return ShutdownStop.EXIT_CODE;
 * }
 * }</pre>
 *
 * <p>While it is open, a JVM that shuts down raises the signal, waits until this is closed, and then exits with
 * {@link #EXIT_CODE}; the wait is limited, since nobody likes a process that does not die. Any remaining output must
 * therefore be printed before {@link #close}, and {@link System#exit} must not be called before.
 */
public final class ShutdownStop implements AutoCloseable {
    /** The conventional shell exit code of an interrupted process. */
    public static final int EXIT_CODE = 130;

    /** Longer than a step and its checkpoint take; supervisors wait at least this long before they kill. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String TRAINING = "training did not stop in time; the last checkpoint before, if any, stands";

    private final StopSignal signal = new StopSignal();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook;

    private ShutdownStop(Duration patience, String late) {
        this.hook = new Thread(() -> stopAndWait(patience, late), "stop");
    }

    /** Installs the shutdown hook. */
    public static ShutdownStop install() {
        return install(PATIENCE);
    }

    /** The same with a different limit on how long JVM shutdown is delayed. */
    public static ShutdownStop install(Duration patience) {
        return install(patience, TRAINING);
    }

    /** The same for a task that is no training: installed with the default limit, and what is printed when it is over. */
    public static ShutdownStop install(String late) {
        return install(PATIENCE, late);
    }

    private static ShutdownStop install(Duration patience, String late) {
        ShutdownStop stop = new ShutdownStop(patience, late);
        Runtime.getRuntime().addShutdownHook(stop.hook);
        return stop;
    }

    /** The signal to pass to the trainer. */
    public StopSignal signal() {
        return signal;
    }

    private void stopAndWait(Duration patience, String late) {
        signal.raise();
        try {
            boolean inTime = closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime) {
                System.err.println(late);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(EXIT_CODE); // not the signal's own code, and no other hook can delay it
    }

    /** Removes the hook. If the JVM is shutting down, lets it exit now. */
    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down: the hook is running and has just been released.
        }
    }
}
