package org.vpt4j.samples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.FileTree;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.weights.DataType;

/** Measures what inference costs on this machine, part by part. */
final class InferenceBenchmark {
    private static final long SEED = 0;

    private final Plan plan;
    private final List<Path> images;
    private final DetectorOptions options;
    private final StopSignal stop;

    /**
     * What to measure.
     *
     * @param inputs sizes that images are letterboxed to
     * @param batches images of a run
     * @param warmup rounds that are not counted
     * @param rounds of which the medians are told
     * @param pytorch whether the graph of the training takes part
     * @param tasks how many on one encoder; 0 leaves that part out
     * @param callers whether several callers at once are measured
     * @param endurance images in a row whose memory is watched; 0 leaves that part out
     */
    public record Plan(
            List<ImageSize> inputs,
            List<Integer> batches,
            int warmup,
            int rounds,
            boolean pytorch,
            int tasks,
            boolean callers,
            int endurance) {
        public Plan {
            inputs = List.copyOf(inputs);
            batches = List.copyOf(batches);
        }
    }

    /** What was measured, by part; a part that was left out is empty. */
    public record Result(
            List<PathRow> paths,
            Map<String, Double> callers,
            Map<String, Double> tasks,
            Map<String, Double> endurance) {}

    /** @param images files to look at, at least one */
    public InferenceBenchmark(Plan plan, List<Path> images, DetectorOptions options, StopSignal stop) {
        this.plan = plan;
        this.images = List.copyOf(images);
        this.options = options;
        this.stop = stop;
    }

    /** With a task of the user's. */
    public Result of(Path taskFile, Progress progress) {
        Task task = TaskFile.read(taskFile);
        return measure(task, CheckedTask.backbone(task, options.backbone()), progress);
    }

    /** With a task that nobody has trained: what it finds is nonsense, what it costs is not. */
    public Result ofUntrained(String backbone, Progress progress) {
        Backbone opened = BackboneHub.standard().open(backbone);
        return measure(BenchTask.untrained(opened, plan.inputs().get(0), SEED), opened, progress);
    }

    private Result measure(Task task, Backbone backbone, Progress progress) {
        Path folder = scratch();
        try {
            Path file = folder.resolve("task.safetensors");
            TaskFile.write(file, BenchTask.on(task, plan.inputs().get(0)), DataType.F32);
            DetectorOptions here = options.withBackbone(backbone.folder().toString());
            // first of all, while nothing else has filled the memory
            Map<String, Double> tasks =
                    plan.tasks() == 0 ? Map.of() : TaskCosts.measure(file, backbone, images.get(0), here, plan.tasks());
            List<PathRow> rows = paths(task, backbone, folder, here, progress);
            Map<String, Double> callers =
                    plan.callers() ? CallerComparison.measure(file, images, here, plan.rounds(), stop) : Map.of();
            Map<String, Double> endurance = plan.endurance() == 0
                    ? Map.of()
                    : Endurance.measure(file, images, here, plan.endurance(), progress);
            return new Result(rows, callers, tasks, endurance);
        } finally {
            delete(folder);
        }
    }

    private List<PathRow> paths(Task task, Backbone backbone, Path folder, DetectorOptions here, Progress progress) {
        PathComparison comparison = new PathComparison(task, backbone, images, folder, here, plan.pytorch());
        List<PathRow> rows = new ArrayList<>();
        progress.begin(
                "inputs and batches",
                (long) plan.inputs().size() * plan.batches().size());
        for (ImageSize input : plan.inputs()) {
            for (int batch : plan.batches()) {
                rows.add(comparison.measure(input, batch, plan.warmup(), plan.rounds(), stop));
                progress.advance(rows.size(), input + ", batch " + batch);
            }
        }
        progress.close();
        return rows;
    }

    /** The parts as tables for people. */
    public static List<String> tables(Result result) {
        List<String> lines = new ArrayList<>();
        if (!result.paths().isEmpty()) {
            lines.addAll(PathRow.table(result.paths()));
        }
        Map<String, Map<String, Double>> parts = new LinkedHashMap<>();
        parts.put("image files a second", result.callers());
        parts.put("tasks on one encoder", result.tasks());
        parts.put("memory over many images", result.endurance());
        parts.forEach((title, figures) -> {
            if (!figures.isEmpty()) {
                lines.add("");
                lines.add(title);
                figures.forEach((name, value) -> lines.add(String.format(Locale.ROOT, "  %-32s %10.3f", name, value)));
            }
        });
        return lines;
    }

    private static Path scratch() {
        try {
            return Files.createTempDirectory("vpt4j-bench");
        } catch (IOException e) {
            throw new FileException("no folder for the measurement can be made: " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            throw new FileException("the measurement's folder " + folder + " cannot be removed: " + e.getMessage(), e);
        }
    }
}
