package org.vpt4j.samples.compare;

import java.io.IOException;
import java.io.InputStream;
import org.vpt4j.detect.train.StopSignal;

/**
 * Ends a process whose parent has died, even by {@code kill -9}: its standard input is a pipe from the parent, which the
 * system closes then.
 */
final class ParentWatch {
    private ParentWatch() {}

    /** Raises the signal when the input ends. */
    public static void start(InputStream in, StopSignal stop) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (in.read() >= 0) {
                            // The parent says nothing; only the end counts.
                        }
                    } catch (IOException e) {
                        // As good as the end.
                    }
                    stop.raise();
                },
                "parent");
        watch.setDaemon(true);
        watch.start();
    }
}
