package org.vpt4j.samples.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.SplitNames;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.samples.console.DataOptions;
import org.vpt4j.samples.console.EngineOptions;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Json;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.console.TileOptions;
import org.vpt4j.samples.console.WordOptions;
import org.vpt4j.samples.report.Measurement;
import org.vpt4j.samples.report.RunFacts;
import org.vpt4j.samples.run.ClassMatching;
import org.vpt4j.samples.run.TaskEvaluation;
import org.vpt4j.vision.error.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vpt4j eval}: evaluates a task on labelled images. */
@Command(
        name = "eval",
        description =
                "Evaluate a task, or names without training, on labelled images: the 12 COCO metrics, and AP for each class.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ./vpt4j eval --task runs/a/task.safetensors --data my-images",
            "  ./vpt4j eval --task runs/a/task.safetensors --data my-images --split val --json > val.json",
            "  ./vpt4j eval --zero-shot \"cat,dog\" --backbone openai/clip-vit-base-patch16 --data my-images",
            "  ./vpt4j eval --task runs/a/task.safetensors --data exported.json --class-map names.yaml"
        })
final class EvalCommand implements Callable<Integer> {
    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Option(names = "--task", paramLabel = "FILE", description = "The task file of a training, or objects.")
    private Path task;

    @Mixin
    private WordOptions words;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR|FILE",
            description = "Folder of labelled images, or an annotation file.")
    private Path data;

    @Mixin
    private DataOptions reading;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            defaultValue = "test",
            description = "Split of the data: train, val or test (default: ${DEFAULT-VALUE}).")
    private String split;

    @Option(
            names = "--split-file",
            paramLabel = "FILE",
            description =
                    "JSON file with the images of each split (default: split.json next to the task, if it fits the data).")
    private Path splitFile;

    @Mixin
    private TileOptions tiles;

    @Mixin
    private EngineOptions engine;

    @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
    private boolean json;

    public EvalCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        Split part = Split.named(split)
                .orElseThrow(() -> new ConfigException("split: \"" + split + "\" is none of train, val, test"));
        words.require(task);
        DetectorOptions options = words.in(tiles.in(engine.toOptions()));
        Evaluated evaluated =
                words.isZeroShot() ? Evaluated.zeroShot(words.names(), options) : Evaluated.of(task, options);
        DetectionData opened;
        ClassMatching matching;
        Evaluation evaluation;
        try (Progress progress = Progress.untilStopped(interruption.listen())) {
            DetectionData labelled = open(evaluated, progress);
            opened = evaluated.isClassAgnostic() ? labelled.asOneClass(Task.ANY_OBJECT) : labelled;
            matching = ClassMatching.of(opened.require(part), evaluated.classes());
            progress.begin(part.key(), matching.dataset().images().size());
            try (TaskDetector detector = evaluated.open(options)) {
                evaluation =
                        TaskEvaluation.of(detector, matching.dataset(), options, done -> progress.advance(done, ""));
            }
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println(part.key() + " images: " + opened.splitOrigin());
        List<RunFacts.Finding> findings = RunFacts.Finding.of(opened.findings());
        RunFacts.Finding.lines(findings).forEach(err::println);
        matching.notes().forEach(err::println);
        Measurement measured = Measurement.of(evaluation, evaluated.classes(), part.key());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("task", evaluated.name());
            result.put("data", data.toString());
            result.put("findings", findings);
            result.put("unknown_classes", matching.unknown());
            result.putAll(measured.toMap());
            out.println(Json.of(result));
        } else {
            measured.lines().forEach(out::println);
        }
        return 0;
    }

    /** As the options say, or else as the training read its data, if these can be read so. */
    private DetectionData open(Evaluated evaluated, Progress progress) {
        DetectionData.Progress checking = progress.ofImages("checking images");
        DatasetReading how = reading.isEmpty() ? evaluated.reading().whereItFits(data) : reading.reading();
        if (splitFile != null) {
            return DetectionData.open(data, how, SplitNames.read(splitFile), checking);
        }
        Optional<Path> ofRun = evaluated
                .file()
                .map(file -> new RunDirectory(file.toAbsolutePath().getParent()).split())
                .filter(Files::exists);
        return ofRun.isPresent()
                ? DetectionData.openAsTrained(data, how, SplitNames.read(ofRun.get()), evaluated.seed(), checking)
                : DetectionData.open(data, how, evaluated.seed(), checking);
    }
}
