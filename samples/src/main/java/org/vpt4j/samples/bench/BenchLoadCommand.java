package org.vpt4j.samples.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vpt4j.detect.train.ProcessMemory;
import org.vpt4j.detect.train.ProcessorTime;
import org.vpt4j.samples.console.Json;
import org.vpt4j.samples.report.Machine;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.script.Tensors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vpt4j bench load}: time and memory until a backbone can run. */
@Command(
        name = "load",
        description = {
            "Time what happens until a backbone can run, and what memory that takes: the engine starts, files are opened and",
            "all their values checked, weights are loaded, a first image passes. \"processor\" is the time of all threads, which",
            "other programs do not disturb."
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ./vpt4j bench load",
            "  ./vpt4j bench load --backbone my-models/dinov2-large --precision fp32 --json"
        })
final class BenchLoadCommand implements Callable<Integer> {
    private static final double NANO = 1e9;
    private static final double MB = 1e6;
    private static final int SIDE = 224; // px, or as near as whole patches come

    /**
     * A part of the start.
     *
     * @param seconds on the clock
     * @param processor seconds of all threads
     * @param megabytes that the process has afterwards, more than after the engine's start
     * @param peak most that it has had until then, likewise
     */
    record Stage(String name, double seconds, double processor, double megabytes, double peak) {}

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--backbone",
            paramLabel = "NAME|DIR",
            defaultValue = BackboneHub.DEFAULT,
            description = "The backbone (default: ${DEFAULT-VALUE}).")
    private String name;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "bf16",
            description = "fp32 or bf16, as in a training (default: ${DEFAULT-VALUE}).")
    private String precision;

    @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
    private boolean json;

    private final List<Stage> stages = new ArrayList<>();
    private long begun;
    private long processorBegun;
    private long memoryBegun;
    private double weights; // MB

    @Override
    public Integer call() {
        Precision type = Precision.of(precision);
        measure(type);
        double ready = stages.subList(1, 3).stream().mapToDouble(Stage::seconds).sum();
        double peak = stages.get(2).peak();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("machine", Machine.describe());
            result.put("backbone", name);
            result.put("precision", type.toString());
            result.put("weightsMB", weights);
            result.put("readySeconds", ready);
            result.put("peakMB", peak);
            result.put("stages", stages);
            out.println(Json.of(result));
            return 0;
        }
        out.printf(Locale.ROOT, "%-14s %8s %10s %7s %8s%n", "", "seconds", "processor", "MB", "peak MB");
        stages.forEach(stage -> out.printf(
                Locale.ROOT,
                "%-14s %8.2f %10.2f %7.0f %8.0f%n",
                stage.name(),
                stage.seconds(),
                stage.processor(),
                stage.megabytes(),
                stage.peak()));
        out.printf(
                Locale.ROOT,
                "%s is ready %.2f s after the engine; its weights in %s take %.0f MB, the process %.0f MB more than the"
                        + " engine%n",
                name,
                ready,
                precision,
                weights,
                peak);
        return 0;
    }

    private void measure(Precision type) {
        begin();
        Engine.getEngine("PyTorch");
        try (NDManager scope = NDManager.newBaseManager("PyTorch")) {
            scope.ones(new Shape(1)).sum().getFloat();
        }
        memoryBegun = ProcessMemory.residentBytes().orElse(0);
        end("engine");
        Backbone backbone = BackboneHub.standard().open(name);
        end("open, check");
        try (VisionEncoder encoder = VisionEncoder.load(backbone, type)) {
            end("load weights");
            for (String image : List.of("first image", "second image")) {
                encode(encoder);
                end(image);
            }
        }
        weights = EncoderWeights.shapes(backbone.config()).entrySet().stream()
                        .mapToDouble(weight -> weight.getValue().size()
                                * (type == Precision.BFLOAT16 && EncoderWeights.layer(weight.getKey()) > 0
                                        ? Short.BYTES
                                        : Float.BYTES))
                        .sum()
                / MB;
    }

    private static void encode(VisionEncoder encoder) {
        EncoderConfig config = encoder.config();
        long side = (long) config.patch() * Math.max(1, SIDE / config.patch());
        try (NDManager scope = NDManager.newBaseManager("PyTorch")) {
            NDArray pixels = scope.zeros(new Shape(1, 3, side, side));
            encoder.features(scope, pixels, List.of(config.depth()), Adaptation.NONE, Tensors.empty(), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    private void begin() {
        begun = System.nanoTime();
        processorBegun = ProcessorTime.ownNanos();
    }

    private void end(String stage) {
        double seconds = (System.nanoTime() - begun) / NANO;
        double processor = (ProcessorTime.ownNanos() - processorBegun) / NANO;
        double now = ProcessMemory.residentBytes().orElse(0) - memoryBegun;
        double peak = ProcessMemory.peakBytes().orElse(0) - memoryBegun;
        stages.add(new Stage(stage, seconds, processor, now / MB, peak / MB));
        begin();
    }
}
