package org.vpt4j.detect.djl;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.detect.inference.ExportOptions;
import org.vpt4j.detect.inference.TaskGraphs;
import org.vpt4j.detect.inference.TinyTasks;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.detect.train.TinyWorld;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.weights.Safetensors.DataType;

/** A detector that nobody has trained, in every form it can be had in: task file, exported raw, exported with NMS. */
record DetectorFiles(TinyWorld world, Path task, Path raw, Path suppressed, Path shared) {
    static DetectorFiles in(Path root) {
        TinyWorld world = TinyWorld.in(root);
        Backbone backbone = Backbone.open(world.backbone());
        Task task = task(backbone);
        DetectorFiles files = new DetectorFiles(
                world,
                root.resolve("shapes.safetensors"),
                root.resolve("raw.onnx"),
                root.resolve("nms.onnx"),
                root.resolve("shared.onnx"));
        TaskFile.write(files.task(), task, DataType.F32);
        CheckedTask checked = CheckedTask.of(task, backbone);
        ExportOptions options = ExportOptions.of("shapes").withLayout(ExportOptions.Layout.SINGLE);
        TaskGraphs.detector(checked, backbone, options).write(files.raw());
        TaskGraphs.detector(checked, backbone, options.withSuppression(true)).write(files.suppressed());
        TaskGraphs.task(checked, backbone, options).write(files.shared());
        return files;
    }

    /** Random weights, shown only where they are rather sure, so that another threshold shows more or less. */
    private static Task task(Backbone backbone) {
        Task random = new TinyTasks(backbone).random("vpt-deep", Map.of("tokens", "3"), 5);
        return new Task(
                List.of("box", "disc"),
                random.method(),
                random.head(),
                random.preprocessing(),
                random.backbone(),
                0.6,
                random.provenance(),
                random.tuned(),
                random.headTensors());
    }
}
