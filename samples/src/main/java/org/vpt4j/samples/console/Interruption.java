package org.vpt4j.samples.console;

import org.vpt4j.detect.train.ShutdownStop;
import org.vpt4j.detect.train.StopSignal;

/**
 * Ctrl-C and SIGTERM as commands hear of them: one that listens gets the time to end in good order and to say how to go
 * on, until this is closed; any other ends at once.
 */
public final class Interruption implements AutoCloseable {
    private final boolean real;
    private ShutdownStop stop;

    private Interruption(boolean real) {
        this.real = real;
    }

    /** One that never comes. */
    public static Interruption none() {
        return new Interruption(false);
    }

    /** That of this process. */
    public static Interruption ofProcess() {
        return new Interruption(true);
    }

    /** The signal, for a command that watches it and ends soon after it is raised. */
    public StopSignal listen() {
        if (!real) {
            return new StopSignal();
        }
        if (stop == null) {
            stop = ShutdownStop.install();
        }
        return stop.signal();
    }

    /** The command has ended and said all that there is to say. */
    @Override
    public void close() {
        if (stop != null) {
            stop.close();
        }
    }
}
