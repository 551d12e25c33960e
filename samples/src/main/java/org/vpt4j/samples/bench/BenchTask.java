package org.vpt4j.samples.bench;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.inference.DetectionModel;
import org.vpt4j.detect.inference.ModelSpec;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.Initialization;
import org.vpt4j.vision.tuning.TuningMethods;

/** Tasks to measure: an untrained one, and the same task with other input sizes. */
final class BenchTask {
    private static final List<String> CLASSES = List.of("platelet", "red cell", "white cell");

    private BenchTask() {}

    /** An untrained task: deep prompts and the standard head, with the default settings. */
    static Task untrained(Backbone backbone, ImageSize input, long seed) {
        ModelSpec spec = new ModelSpec(
                CLASSES,
                TuningMethods.create("vpt-deep", Map.of()),
                new Task.Head(
                        DetectionHeads.DEFAULT,
                        Map.of(),
                        TrainingConfig.defaults().featureLayers(backbone.config())),
                new Task.Preprocessing(input, backbone.normalization()));
        try (VisionEncoder encoder = VisionEncoder.load(backbone, Precision.FLOAT32);
                DetectionModel model = spec.initialise(encoder, Initialization.uniform(seed), seed)) {
            return new Task(
                    CLASSES,
                    new Task.Method(
                            spec.method().name(), spec.method().settings().texts()),
                    new Task.Head(
                            spec.head().name(),
                            model.head().settings().texts(),
                            spec.head().layers()),
                    spec.preprocessing(),
                    new Task.Backbone(backbone.name(), backbone.fingerprint()),
                    0.5,
                    new Task.Provenance("none", seed, Map.of(), Map.of(), "untrained", Instant.EPOCH),
                    values(model.parameters().under(DetectionModel.TUNED)),
                    values(model.parameters().under(DetectionModel.HEAD)));
        }
    }

    private static Map<String, FloatTensor> values(Tensors tensors) {
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        tensors.asMap().forEach((name, array) -> values.put(name, FloatTensor.from(array)));
        return values;
    }

    /** The same task with another input size. */
    static Task on(Task task, ImageSize input) {
        return new Task(
                task.classes(),
                task.method(),
                task.head(),
                new Task.Preprocessing(input, task.preprocessing().normalization()),
                task.backbone(),
                task.threshold(),
                task.provenance(),
                task.tuned(),
                task.headTensors());
    }
}
