package org.vpt4j.samples.console;

import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.vision.onnx.WeightFormat;
import picocli.CommandLine.Option;

/** Options of the commands that run a task: its encoder, the engine and the device. */
public final class EngineOptions {
    @Option(
            names = "--backbone",
            paramLabel = "NAME|DIR",
            defaultValue = "",
            description = "The task's frozen encoder, if it is not found by the name in the task.")
    private String backbone;

    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda:N",
            defaultValue = "auto",
            description = "The device; cuda:0 is the first GPU (default: ${DEFAULT-VALUE}).")
    private String device;

    @Option(
            names = "--engine",
            paramLabel = "onnx|pytorch",
            defaultValue = DetectorOptions.ONNX,
            description = "The engine: ONNX Runtime, or PyTorch as in training (default: ${DEFAULT-VALUE}).")
    private String engine;

    @Option(
            names = "--precision",
            paramLabel = "fp32|fp16|int8",
            defaultValue = "fp32",
            description = "Precision of the frozen encoder's weights, with onnx (default: ${DEFAULT-VALUE}).")
    private String precision;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads for computing; 0: chosen automatically (default: ${DEFAULT-VALUE}).")
    private int threads;

    public DetectorOptions toOptions() {
        return DetectorOptions.defaults()
                .withBackbone(backbone)
                .withEngine(engine)
                .withPrecision(WeightFormat.named(precision))
                .withDevice(device)
                .withThreads(threads);
    }
}
