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
import org.vpt4j.vision.weights.Safetensors.DataType;

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
     * @param batches batch sizes
     * @param warmup rounds before the measured ones
     * @param rounds measured rounds, whose medians are reported
     * @param pytorch whether to measure the training graph
     * @param tasks number of tasks on one encoder; 0 skips that part
     * @param callers whether to measure several callers at once
     * @param endurance images to measure memory growth over; 0 skips that part
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

    /** The figures by part; a skipped part is empty. */
    public record Result(
            List<PathRow> paths,
            Map<String, Double> callers,
            Map<String, Double> tasks,
            Map<String, Double> endurance) {}

    /** @param images files, at least one */
    public InferenceBenchmark(Plan plan, List<Path> images, DetectorOptions options, StopSignal stop) {
        this.plan = plan;
        this.images = List.copyOf(images);
        this.options = options;
        this.stop = stop;
    }

    /** Measures a task file. */
    public Result of(Path taskFile, Progress progress) {
        Task task = TaskFile.read(taskFile);
        return measure(task, CheckedTask.backbone(task, options.backbone()), progress);
    }

    /** Measures an untrained task, which costs as much as a trained one. */
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
            // first, while the process is small
            Map<String, Double> tasks = plan.tasks() == 0
                    ? Map.of()
                    : DetectorCosts.sharedTasks(file, backbone, images.get(0), here, plan.tasks());
            List<PathRow> rows = paths(task, backbone, folder, here, progress);
            Map<String, Double> callers =
                    plan.callers() ? DetectorCosts.callers(file, images, here, plan.rounds(), stop) : Map.of();
            Map<String, Double> endurance = plan.endurance() == 0
                    ? Map.of()
                    : DetectorCosts.manyImages(file, images, here, plan.endurance(), progress);
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

    /** The parts as text tables. */
    public static List<String> tables(Result result) {
        List<String> lines = new ArrayList<>();
        if (!result.paths().isEmpty()) {
            lines.addAll(PathRow.table(result.paths()));
        }
        Map<String, Map<String, Double>> parts = new LinkedHashMap<>();
        parts.put("image files per second", result.callers());
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
            throw new FileException("cannot create a folder for the measurement: " + e.getMessage(), e);
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
