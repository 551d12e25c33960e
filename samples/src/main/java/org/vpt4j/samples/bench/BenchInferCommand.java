package org.vpt4j.samples.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vpt4j.detect.train.InputSize;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.console.EngineOptions;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Json;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.console.SampleData;
import org.vpt4j.samples.report.Machine;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageFiles;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Tiling;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vpt4j bench infer}: what detection costs, compared with ONNX Runtime alone. */
@Command(
        name = "infer",
        description = {
            "Time detection: compared with a bare session of ONNX Runtime and with the training graph, from image",
            "files to boxes, in fp16 and int8, with several callers; tasks on one encoder; memory."
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./vpt4j bench infer",
            "  ./vpt4j bench infer --task runs/a/task.safetensors --images photos --sizes 336 --batches 1",
            "  ./vpt4j bench infer --endurance 10000 --rounds 0 --tasks 0"
        })
final class BenchInferCommand implements Callable<Integer> {
    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--task",
            paramLabel = "FILE",
            description = "The task file of a training (default: an untrained one on the embedded backbone).")
    private Path task;

    @Option(names = "--images", paramLabel = "DIR", description = "Folder of images (default: the embedded sample).")
    private Path images;

    @Option(
            names = "--sizes",
            paramLabel = "LIST",
            defaultValue = "336,448",
            description = "Input sizes, a side or WIDTHxHEIGHT each (default: ${DEFAULT-VALUE}).")
    private String sizes;

    @Option(
            names = "--batches",
            paramLabel = "LIST",
            defaultValue = "1,8",
            description = "Batch sizes (default: ${DEFAULT-VALUE}).")
    private String batches;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "15",
            description = "Measured rounds, reported as medians; 0 skips the timing (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--warmup-rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Warm-up rounds (default: ${DEFAULT-VALUE}).")
    private int warmup;

    @Option(names = "--no-pytorch", description = "Skip the training graph.")
    private boolean noPytorch;

    @Option(
            names = "--tasks",
            paramLabel = "N",
            defaultValue = "100",
            description = "Tasks on one encoder; 0 skips this (default: ${DEFAULT-VALUE}).")
    private int tasks;

    @Option(
            names = "--endurance",
            paramLabel = "N",
            defaultValue = "0",
            description = "Images to measure memory growth over; 0 skips this (default: ${DEFAULT-VALUE}).")
    private int endurance;

    @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
    private boolean json;

    @Mixin
    private EngineOptions engine;

    BenchInferCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        if (rounds < 0 || warmup < 1 || tasks < 0 || endurance < 0) {
            throw new ConfigException("rounds, tasks and endurance are 0 or more, and warmup-rounds 1 or more");
        }
        List<Path> imageFiles =
                ImageFiles.in(images == null ? SampleData.bloodCells().resolve("JPEGImages") : images);
        if (imageFiles.isEmpty()) {
            throw new ConfigException("images: there is no image in " + images);
        }
        StopSignal stop = interruption.listen();
        InferenceBenchmark benchmark =
                new InferenceBenchmark(plan(), imageFiles, engine.toOptions().withTiles(Tiling.OFF), stop);
        InferenceBenchmark.Result result;
        try (Progress progress = Progress.untilStopped(stop)) {
            result = task == null ? benchmark.ofUntrained(backbone(), progress) : benchmark.of(task, progress);
        }
        print(result);
        return 0;
    }

    private String backbone() {
        String named = engine.toOptions().withTiles(Tiling.OFF).backbone();
        return named.isEmpty() ? TrainingConfig.defaults().get(TrainingSettings.BACKBONE) : named;
    }

    private InferenceBenchmark.Plan plan() {
        List<ImageSize> inputs = List.of(sizes.split(",", -1)).stream()
                .map(BenchInferCommand::input)
                .toList();
        List<Integer> counts = List.of(batches.split(",", -1)).stream()
                .map(BenchInferCommand::batch)
                .toList();
        boolean timed = rounds > 0;
        return new InferenceBenchmark.Plan(
                inputs, timed ? counts : List.of(), warmup, rounds, !noPytorch, tasks, timed, endurance);
    }

    private static ImageSize input(String text) {
        InputSize size = InputSize.parse(text.strip());
        return size.exact() == null ? new ImageSize(size.longer(), size.longer()) : size.exact();
    }

    private static int batch(String text) {
        if (!text.strip().matches("[1-9]\\d{0,3}")) {
            throw new ConfigException("batches: \"" + text + "\" is not a number of images from 1 to 9999");
        }
        return Integer.parseInt(text.strip());
    }

    private void print(InferenceBenchmark.Result result) {
        PrintWriter out = spec.commandLine().getOut();
        if (!json) {
            InferenceBenchmark.tables(result).forEach(out::println);
            return;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", Machine.describe());
        all.put("rounds", rounds);
        all.put(
                "paths",
                result.paths().stream()
                        .map(row -> Map.of(
                                "input", row.input(),
                                "batch", row.batch(),
                                "milliseconds", row.milliseconds(),
                                "ratio", row.ratio()))
                        .toList());
        all.put("imagesPerSecond", result.callers());
        all.put("tasks", result.tasks());
        all.put("endurance", result.endurance());
        out.println(Json.of(all));
    }
}
