package org.vpt4j.samples.console;

import java.util.function.Supplier;
import org.vpt4j.detect.train.ShutdownStop;
import org.vpt4j.detect.train.StopSignal;

/**
 * Ctrl-C and SIGTERM. A command that listens has time, until this is closed, to finish properly and to print how to
 * continue; any other command is terminated at once.
 */
public final class Interruption implements AutoCloseable {
    private final boolean real;
    private ShutdownStop stop;

    private Interruption(boolean real) {
        this.real = real;
    }

    /** Never interrupted. */
    public static Interruption none() {
        return new Interruption(false);
    }

    /** The interruption of this process. */
    public static Interruption ofProcess() {
        return new Interruption(true);
    }

    /** The signal, for a command that ends soon after it is raised. */
    public StopSignal listen() {
        return listen(() -> ShutdownStop.install(
                "the command did not stop in time and was ended; what it had not finished is missing"));
    }

    /** The same for a command that trains, and has checkpoints. */
    public StopSignal listenInTraining() {
        return listen(ShutdownStop::install);
    }

    private StopSignal listen(Supplier<ShutdownStop> installing) {
        if (!real) {
            return new StopSignal();
        }
        if (stop == null) {
            stop = installing.get();
        }
        return stop.signal();
    }

    /** The command has written all its output. */
    @Override
    public void close() {
        if (stop != null) {
            stop.close();
        }
    }
}
