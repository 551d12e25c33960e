package org.vpt4j.samples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.vpt4j.detect.export.ExportResult;
import org.vpt4j.detect.export.TaskExport;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.detect.inference.ExportOptions;
import org.vpt4j.detect.inference.OpenVocabulary;
import org.vpt4j.detect.task.ShippedTask;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.samples.console.ClassesOption;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.Tiling;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.RuntimeOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vpt4j export}: a task as ONNX files. */
@Command(
        name = "export",
        description = "Write a task as ONNX files for any runtime, and compare them with the trained network.",
        sortOptions = false,
        footer = {
            "",
            "With --layout shared, DIR then contains:",
            "  encoder.onnx   the frozen encoder for all tasks of a backbone; kept if it exists",
            "                 pixel_values [B,3,H,W], pixel_prompt, tokens, keys_values.1 … -> features.1 …",
            "  NAME.onnx      the task: features.3 … [B,D,H/p,W/p] -> boxes, scores; it also outputs pixel_prompt,",
            "                 tokens and keys_values.1 …, constants: run it once with zeros and feed them to encoder.onnx",
            "With --layout single:",
            "  NAME.onnx      all in one: pixel_values [B,3,H,W] -> boxes, scores",
            "",
            "  pixel_values   RGB, (value / 255 - mean) / std, letterboxed: see the file's metadata",
            "  boxes          [B,N,4] x1 y1 x2 y2 in pixels of the input; with --nms [B,K,4], best first",
            "  scores         [B,N,classes] from 0 to 1; with --nms [B,K], and classes [B,K]; unused entries have",
            "                 score 0 and class -1",
            "",
            "A file is written only if it detects on some images what the trained network detects.",
            "",
            "Examples:",
            "  ./vpt4j export --task runs/cells/task.safetensors --out exported",
            "  ./vpt4j export --task runs/cells/task.safetensors --out exported --layout single --nms --precision fp16",
            "  ./vpt4j export --task runs/cars/task.safetensors --out exported --images my-cars/images",
            "  ./vpt4j export --task runs/words/task.safetensors --out exported --classes \"forklift,pallet\""
        })
final class ExportCommand implements Callable<Integer> {
    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--task",
            required = true,
            paramLabel = "FILE",
            description = "The task file of a training, or objects.")
    private Path task;

    @Mixin
    private ClassesOption classes;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Output folder.")
    private Path out;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the task's file (default: that of the task file or its folder).")
    private String name;

    @Option(
            names = "--layout",
            paramLabel = "shared|single",
            defaultValue = "shared",
            description =
                    "One encoder for all tasks plus a small file each, or all in one (default: ${DEFAULT-VALUE}).")
    private String layout;

    @Option(names = "--nms", description = "Include non-maximum suppression in the graph.")
    private boolean suppress;

    @Option(
            names = "--precision",
            paramLabel = "fp32|fp16|int8",
            defaultValue = "fp32",
            description = "Precision of the stored weights (default: ${DEFAULT-VALUE}).")
    private String precision;

    @Option(
            names = "--input",
            paramLabel = "dynamic|fixed",
            defaultValue = "dynamic",
            description = "Any input size that is a multiple of the patch size, or only the task's (default:"
                    + " ${DEFAULT-VALUE}).")
    private String input;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Images for the comparison (default: the blood cells that come with vpt4j).")
    private Path images;

    @Option(
            names = "--backbone",
            paramLabel = "NAME|DIR",
            defaultValue = "",
            description = "The task's frozen encoder, if it is not found by the name in the task.")
    private String backbone;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads for the comparison; 0: all cores (default: ${DEFAULT-VALUE}).")
    private int threads;

    public ExportCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        Path file = ShippedTask.resolve(task, backbone);
        ExportOptions options = new ExportOptions(
                name == null ? ExportName.of(file) : name,
                ExportOptions.Layout.named(layout),
                suppress,
                WeightFormat.named(precision),
                isFixed());
        RuntimeOptions runtime = new RuntimeOptions("cpu", threads);
        Task trained = TaskFile.read(file);
        Backbone found = CheckedTask.backbone(trained, backbone);
        Task loaded = OpenVocabulary.withClasses(trained, found, classes.names());
        List<Image> imageFiles = TrialImages.in(images);
        ExportResult result;
        try (Progress progress = Progress.untilStopped(interruption.listen())) {
            String[] stage = {""};
            result = TaskExport.write(loaded, found, options, out, imageFiles, runtime, (part, done, steps) -> {
                if (!part.equals(stage[0])) {
                    progress.begin(part, steps);
                    stage[0] = part;
                }
                progress.advance(done, "");
            });
        }
        print(result);
        Tiling tiles = loaded.preprocessing().tiles();
        if (!tiles.isOff()) {
            spec.commandLine()
                    .getOut()
                    .println("tiles " + tiles + ": vpt4j cuts images when it runs the export; any other"
                            + " program gives it the whole image and each tile, and merges the boxes");
        }
        return 0;
    }

    private boolean isFixed() {
        return switch (input) {
            case "dynamic" -> false;
            case "fixed" -> true;
            default -> throw new ConfigException("input: \"" + input + "\" is none of dynamic, fixed");
        };
    }

    private void print(ExportResult result) {
        PrintWriter results = spec.commandLine().getOut();
        for (ExportResult.ExportedFile file : result.files()) {
            results.printf(
                    Locale.ROOT, "%s  %.1f MB%s%n", file.file(), file.bytes() / 1e6, file.kept() ? ", kept" : "");
        }
        results.println("compared with " + result.reference() + ": " + result.difference());
    }
}
