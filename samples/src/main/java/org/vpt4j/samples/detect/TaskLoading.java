package org.vpt4j.samples.detect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.detect.inference.ModelSpec;
import org.vpt4j.detect.inference.SharedDetector;
import org.vpt4j.detect.task.ShippedTask;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.backbone.Backbone;

/** Loads task files; those of one backbone share its encoder if engine and method allow it. */
final class TaskLoading {
    private final DetectorOptions options;
    private final List<TaskGroup> groups = new ArrayList<>();
    private final Map<String, Sharers> sharers = new LinkedHashMap<>();

    private TaskLoading(DetectorOptions options) {
        this.options = options;
    }

    private record Sharers(Backbone backbone, Map<String, Path> tasks) {}

    /**
     * Loads tasks; throws as {@link Detector#load(Path)}, and then leaves nothing open.
     *
     * @param files by the tasks' names, in order
     */
    static List<TaskGroup> load(Map<String, Path> files, DetectorOptions options) {
        TaskLoading loading = new TaskLoading(options);
        try {
            files.forEach(loading::sort);
            loading.sharers.values().forEach(loading::open);
            return List.copyOf(loading.groups);
        } catch (RuntimeException e) {
            loading.groups.forEach(TaskGroup::close);
            throw e;
        }
    }

    private void sort(String name, Path given) {
        Path file = ShippedTask.resolve(given, options.backbone());
        boolean exported = file.toString().endsWith(".onnx");
        if (exported || !options.classes().isEmpty() || !options.engine().equals(DetectorOptions.ONNX)) {
            openAlone(name, file);
            return;
        }
        Task task = TaskFile.read(file);
        if (ModelSpec.of(task).method().sharesEncoder()) {
            Backbone backbone = CheckedTask.backbone(task, options.backbone());
            sharers.computeIfAbsent(backbone.fingerprint(), key -> new Sharers(backbone, new LinkedHashMap<>()))
                    .tasks()
                    .put(name, file);
        } else {
            openAlone(name, file);
        }
    }

    private void open(Sharers some) {
        if (some.tasks().size() == 1) {
            some.tasks().forEach(this::openAlone);
            return;
        }
        SharedDetector shared = SharedDetector.open(some.backbone(), options);
        groups.add(new TaskGroup.SharedTasks(shared));
        some.tasks().forEach(shared::attach);
    }

    private void openAlone(String name, Path file) {
        groups.add(new TaskGroup.SingleTask(name, Detector.load(file, options)));
    }
}
