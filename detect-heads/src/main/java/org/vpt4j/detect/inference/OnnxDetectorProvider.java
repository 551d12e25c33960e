package org.vpt4j.detect.inference;

import java.nio.file.Path;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.DetectorProvider;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.runtime.RuntimeOptions;

/** Tasks, and detectors that were exported as one {@code .onnx} file, on ONNX Runtime. */
public final class OnnxDetectorProvider implements DetectorProvider {

    @Override
    public String engine() {
        return DetectorOptions.ONNX;
    }

    @Override
    public Detector load(Path task, DetectorOptions options) {
        return new LetterboxDetector(open(task, options));
    }

    @Override
    public TaskDetector open(Path file, DetectorOptions options) {
        if (file.toString().endsWith(".onnx")) {
            return GraphDetector.open(file, runtime(options));
        }
        Task task = TaskFile.read(file);
        Backbone backbone = TaskBackbones.find(task, options.backbone());
        return GraphDetector.of(CheckedTask.of(task, backbone), backbone, options.precision(), runtime(options));
    }

    static RuntimeOptions runtime(DetectorOptions options) {
        String device = options.device().equalsIgnoreCase("gpu") ? "cuda:0" : options.device();
        return new RuntimeOptions(device, options.threads());
    }
}
