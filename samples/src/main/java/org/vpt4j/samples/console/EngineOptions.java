package org.vpt4j.samples.console;

import java.util.Optional;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.Tiling;
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

    @Option(
            names = "--tiles",
            paramLabel = "auto|off|CxR|N",
            description = {
                "Also detect on tiles of each image, for small objects: columns x rows, such as 2x2, or squares of N px"
                        + " (default: as the task was trained; auto: as many as the size of the image calls for)."
            })
    private String tiles;

    @Option(
            names = "--tile-overlap",
            paramLabel = "F",
            description = "Fraction of a tile that the next one shows too (default: 0.2).")
    private Double tileOverlap;

    public DetectorOptions toOptions() {
        return new DetectorOptions(backbone, engine, WeightFormat.named(precision), device, threads, tiling());
    }

    private Optional<Tiling> tiling() {
        if (tiles == null && tileOverlap != null) {
            throw new ConfigException("tile-overlap", "is the overlap of --tiles; give them too, as in --tiles 2x2");
        }
        return Optional.ofNullable(tiles)
                .map(Tiling::parse)
                .map(tiling -> tileOverlap == null ? tiling : tiling.withOverlap(tileOverlap));
    }
}
