package org.vpt4j.detect.djl;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.vpt4j.detect.export.ExportLayout;
import org.vpt4j.detect.export.ExportOptions;
import org.vpt4j.detect.export.TaskGraphs;
import org.vpt4j.detect.model.CheckedTask;
import org.vpt4j.detect.model.ModelSpec;
import org.vpt4j.detect.task.Preprocessing;
import org.vpt4j.detect.task.Provenance;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskBackbone;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.detect.task.TaskHead;
import org.vpt4j.detect.task.TaskMethod;
import org.vpt4j.detect.train.TinyWorld;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Backbone;
import org.vpt4j.vision.weights.DataType;

/** A detector that nobody has trained, in every form it can be had in: task file, exported raw, exported with NMS. */
record DetectorFiles(TinyWorld world, Path task, Path raw, Path suppressed, Path shared) {
    private static final ImageSize CANVAS = new ImageSize(64, 48);

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
        ExportOptions options = ExportOptions.of("shapes").withLayout(ExportLayout.SINGLE);
        TaskGraphs.detector(checked, backbone, options).write(files.raw());
        TaskGraphs.detector(checked, backbone, options.withSuppression(true)).write(files.suppressed());
        TaskGraphs.task(checked, backbone, options).write(files.shared());
        return files;
    }

    /** Random weights, large enough that scores differ from place to place and picture to picture. */
    private static Task task(Backbone backbone) {
        Task bare = new Task(
                List.of("box", "disc"),
                new TaskMethod("vpt-deep", Map.of("tokens", "3", "layers", "all")),
                new TaskHead("dense", Map.of("neck", 16, "channels", 16, "groups", 4, "convolutions", 1)),
                new Preprocessing(CANVAS, Normalization.IMAGENET, List.of(1, 2)),
                new TaskBackbone(backbone.name(), backbone.fingerprint()),
                0.6,
                new Provenance(
                        "feed",
                        7,
                        Map.of("backbone", backbone.folder().toString()),
                        Map.of(),
                        "0.1.0",
                        Instant.parse("2026-01-02T03:04:05Z")),
                Map.of(),
                Map.of());
        ModelSpec spec = ModelSpec.of(bare);
        Random random = new Random(5);
        Map<String, FloatTensor> prompt = new TreeMap<>();
        Map<String, FloatTensor> head = new TreeMap<>();
        spec.method()
                .shapes(backbone.config())
                .forEach((name, shape) -> prompt.put(name, random(random, name, shape.getShape())));
        spec.createHead(backbone.config())
                .shapes()
                .forEach((name, shape) -> head.put(name, random(random, name, shape.getShape())));
        return new Task(
                bare.classes(),
                bare.method(),
                bare.head(),
                bare.preprocessing(),
                bare.backbone(),
                bare.threshold(),
                bare.provenance(),
                prompt,
                head);
    }

    /** Kernels and matrices of unit gain, biases near 0, factors near 1. */
    private static FloatTensor random(Random random, String name, long... shape) {
        FloatTensor tensor = FloatTensor.zeros(shape);
        boolean factor = shape.length == 1 && !name.endsWith("bias");
        double scale = shape.length > 1 ? 2 / Math.sqrt(tensor.size() / (double) shape[0]) : 0.2;
        for (int i = 0; i < tensor.size(); i++) {
            tensor.values()[i] = (float) (scale * random.nextGaussian() + (factor ? 1 : 0));
        }
        return tensor;
    }
}
