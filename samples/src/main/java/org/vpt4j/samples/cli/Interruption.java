package org.vpt4j.samples.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.vpt4j.detect.train.StopSignal;

/**
 * Ctrl-C and SIGTERM: a command that asked to hear of them gets the time to end in good order and to say how to go on.
 */
final class Interruption {
    private static final int PATIENCE_S = 60;

    private final StopSignal signal = new StopSignal();
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean heard;

    private Interruption() {}

    /** One that never comes. */
    static Interruption none() {
        return new Interruption();
    }

    /** From now on the JVM waits, when a signal ends it, for a command that listens. */
    static Interruption install() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::end, "interruption"));
        return interruption;
    }

    /** The signal, for a command that watches it and ends soon after it is raised. */
    StopSignal listen() {
        heard = true;
        return signal;
    }

    /** The command has ended and said all that there is to say. */
    void finished() {
        finished.countDown();
    }

    private void end() {
        signal.raise();
        if (heard) {
            try {
                boolean inTime = finished.await(PATIENCE_S, TimeUnit.SECONDS);
                if (!inTime) {
                    System.err.println("vpt4j: interrupted; the last epoch's checkpoint is there");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
