package org.vpt4j.samples.compare;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.samples.bench.MemoryProbe;
import org.vpt4j.samples.console.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One run of a comparison: what {@code vpt4j compare} starts in a process of its own. */
@Command(
        name = CompareRunCommand.NAME,
        hidden = true,
        description = "Do what is planned in the folder of one run of a comparison; ends when its input ends.")
public final class CompareRunCommand implements Callable<Integer> {
    static final String NAME = "compare-run";

    private final Class<?> main;
    private final Supplier<StopSignal> stop;

    @Parameters(paramLabel = "DIR", description = "The run's folder, with its run.json.")
    private Path folder;

    /**
     * @param main the main class that processes are started by
     * @param stop gives the signal that ends it early
     */
    public CompareRunCommand(Class<?> main, Supplier<StopSignal> stop) {
        this.main = main;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        StopSignal signal = stop.get();
        ParentWatch.start(System.in, signal);
        try (Progress progress = Progress.onStandardError()) {
            MeteredRun.run(folder, new MemoryProbe(main.getName(), signal), progress, signal);
        }
        return 0;
    }
}
