package org.vpt4j.samples.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.samples.bench.MemoryPlan;
import org.vpt4j.samples.console.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One run of a comparison, which {@code vpt4j compare} starts as a separate process. */
@Command(
        name = CompareRunCommand.NAME,
        hidden = true,
        description = "Execute one run of a comparison; ends when its input ends.")
public final class CompareRunCommand implements Callable<Integer> {
    static final String NAME = "compare-run";

    private final Class<?> main;
    private final Supplier<StopSignal> stop;

    @Parameters(paramLabel = "DIR", description = "The run's folder, with its run.json.")
    private Path folder;

    /**
     * @param main the main class that starts processes
     * @param stop supplies the signal that ends it early
     */
    public CompareRunCommand(Class<?> main, Supplier<StopSignal> stop) {
        this.main = main;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        StopSignal signal = stop.get();
        stopWithParent(System.in, signal);
        try (Progress progress = Progress.onStandardError()) {
            MeteredRun.run(folder, MemoryPlan.measured(main.getName(), signal), progress, signal);
        }
        return 0;
    }

    /**
     * Raises the signal when the input ends: it is a pipe from the parent process, which the system closes when the
     * parent exits, even by {@code kill -9}.
     */
    private static void stopWithParent(InputStream in, StopSignal stop) {
        Thread watch = new Thread(
                () -> {
                    try {
                        in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // same as the end of the input
                    }
                    stop.raise();
                },
                "parent");
        watch.setDaemon(true);
        watch.start();
    }
}
