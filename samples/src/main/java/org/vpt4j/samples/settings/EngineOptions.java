package org.vpt4j.samples.settings;

import org.vpt4j.detect.DetectorOptions;
import picocli.CommandLine.Option;

/** Options of the commands that run a task: where its encoder is, and what to compute with. */
public final class EngineOptions {
    @Option(
            names = "--backbone",
            paramLabel = "NAME|DIR",
            defaultValue = "",
            description = "The task's frozen encoder, where it is not found by the name in the task.")
    private String backbone;

    @Option(
            names = "--device",
            paramLabel = "auto|cpu|gpu",
            defaultValue = "auto",
            description = "Where to compute (default: ${DEFAULT-VALUE}).")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of the arithmetic; 0: all cores (default: ${DEFAULT-VALUE}).")
    private int threads;

    public DetectorOptions toOptions() {
        return new DetectorOptions(backbone, device, threads);
    }
}
