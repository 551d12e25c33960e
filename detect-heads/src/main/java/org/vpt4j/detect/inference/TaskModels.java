package org.vpt4j.detect.inference;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.tensor.FloatTensor;

/** From a task to its training graph on the PyTorch engine. */
public final class TaskModels {
    private TaskModels() {}

    /**
     * The task's model with its values.
     *
     * @param encoder of {@code backbone}; stays the caller's
     * @throws org.vpt4j.vision.error.WeightsException as {@link CheckedTask#of(Task, Backbone)}
     */
    public static DetectionModel load(Task task, Backbone backbone, VisionEncoder encoder) {
        ModelSpec spec = CheckedTask.of(task, backbone).spec();
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        task.tuned().forEach((name, tensor) -> values.put(DetectionModel.TUNED + name, tensor));
        task.headTensors().forEach((name, tensor) -> values.put(DetectionModel.HEAD + name, tensor));
        return spec.load(encoder, values);
    }
}
