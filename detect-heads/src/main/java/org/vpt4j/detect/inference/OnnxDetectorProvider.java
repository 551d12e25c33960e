package org.vpt4j.detect.inference;

import java.nio.file.Path;
import java.util.Map;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.DetectorProvider;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.detect.export.ExportedDetector;
import org.vpt4j.detect.model.CheckedTask;
import org.vpt4j.detect.model.TaskBackbones;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.encoder.AdaptationConstants;
import org.vpt4j.vision.runtime.RuntimeOptions;
import org.vpt4j.vision.weights.Backbone;

/** Tasks, and detectors that were exported as one {@code .onnx} file, on ONNX Runtime. */
public final class OnnxDetectorProvider implements DetectorProvider {

    @Override
    public String engine() {
        return DetectorOptions.ONNX;
    }

    @Override
    public TaskDetector open(Path file, DetectorOptions options) {
        if (file.toString().endsWith(".onnx")) {
            return ExportedDetector.open(file, runtime(options));
        }
        Task task = TaskFile.read(file);
        Backbone backbone = TaskBackbones.find(task, options.backbone());
        CheckedTask checked = CheckedTask.of(task, backbone);
        AdaptationConstants constants = checked.constants(backbone);
        // a task that has changed the encoder's weights gets an encoder with these
        TaskRunner runner = TaskRunner.open(
                backbone.with(constants.weights()),
                task.preprocessing().layers(),
                options.precision(),
                runtime(options));
        try {
            return new OnnxTaskDetector(runner, runner.load(checked, constants.withWeights(Map.of())));
        } catch (RuntimeException e) {
            runner.close();
            throw e;
        }
    }

    static RuntimeOptions runtime(DetectorOptions options) {
        String device = options.device().equalsIgnoreCase("gpu") ? "cuda:0" : options.device();
        return new RuntimeOptions(device, options.threads());
    }
}
