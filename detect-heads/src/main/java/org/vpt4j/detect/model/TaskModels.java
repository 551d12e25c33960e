package org.vpt4j.detect.model;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;
import org.vpt4j.vision.weights.Backbone;
import org.vpt4j.vision.weights.BackboneHub;

/** From a task to the model that it describes, with every tensor checked against what method, head and encoder ask for. */
public final class TaskModels {
    private TaskModels() {}

    /**
     * The backbone to run a task on: the one that is said, else that of its training if its folder is still there, else
     * the one of its name. Whether it is the right one is {@link #load}'s to check.
     *
     * @param said name or folder; may be empty
     * @throws ConfigException if none is found
     */
    public static Backbone backbone(Task task, String said) {
        BackboneHub hub = BackboneHub.standard();
        if (!said.isEmpty()) {
            return hub.open(said);
        }
        String trainedOn = task.provenance().settings().getOrDefault("backbone", "");
        if (!trainedOn.isEmpty() && Files.isDirectory(Path.of(trainedOn))) {
            return hub.open(trainedOn);
        }
        try {
            return hub.open(task.backbone().name());
        } catch (ConfigException e) {
            throw new ConfigException(
                    "backbone: the task was trained on \"" + task.backbone().name()
                            + "\", which is not found; name its folder with --backbone DIR",
                    e);
        }
    }

    /** What the task's model consists of. */
    public static ModelSpec spec(Task task) {
        return new ModelSpec(
                task.classes(),
                TuningMethods.create(task.method().name(), task.method().settings()),
                task.head().name(),
                task.head().settings(),
                task.preprocessing().layers(),
                task.preprocessing().canvas(),
                task.preprocessing().normalization());
    }

    /**
     * The task's model with its values.
     *
     * @param encoder of {@code backbone}; stays the caller's
     * @throws WeightsException if the task belongs to another backbone, or a tensor is missing, superfluous or misshapen
     */
    public static DetectionModel load(Task task, Backbone backbone, VisionEncoder encoder) {
        task.backbone().require(backbone.name(), backbone.fingerprint());
        ModelSpec spec = spec(task);
        check(task, spec, backbone.config());
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        task.prompt().forEach((name, tensor) -> values.put(DetectionModel.PROMPT + name, tensor));
        task.headTensors().forEach((name, tensor) -> values.put(DetectionModel.HEAD + name, tensor));
        return spec.load(encoder, values);
    }

    private static void check(Task task, ModelSpec spec, EncoderConfig encoder) {
        TuningMethod method = spec.method();
        method.check(shapes(task.prompt()), encoder);
        try (DetectionHead head = spec.createHead(encoder)) {
            Map<String, long[]> found = shapes(task.headTensors());
            for (Map.Entry<String, Shape> expected : head.shapes().entrySet()) {
                long[] actual = found.remove(expected.getKey());
                if (actual == null || !expected.getValue().equals(new Shape(actual))) {
                    throw new WeightsException("the task's head tensor \"" + expected.getKey() + "\" "
                            + (actual == null ? "is missing" : "has the shape " + new Shape(actual)) + "; the head "
                            + head.name() + " asks for " + expected.getValue() + ": the file is damaged, train anew");
                }
            }
            if (!found.isEmpty()) {
                throw new WeightsException("the head " + head.name() + " has no tensors " + found.keySet()
                        + ": the task file is damaged, or of another version");
            }
        }
    }

    private static Map<String, long[]> shapes(Map<String, FloatTensor> tensors) {
        Map<String, long[]> shapes = new HashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }
}
