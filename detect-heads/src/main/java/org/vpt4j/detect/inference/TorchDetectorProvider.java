package org.vpt4j.detect.inference;

import java.nio.file.Path;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.DetectorProvider;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.onnx.WeightFormat;

/** Tasks on the PyTorch engine. */
public final class TorchDetectorProvider implements DetectorProvider {

    @Override
    public String engine() {
        return DetectorOptions.PYTORCH;
    }

    @Override
    public Detector load(Path task, DetectorOptions options) {
        return new LetterboxDetector(open(task, options));
    }

    @Override
    public TaskDetector open(Path file, DetectorOptions options) {
        if (options.precision() != WeightFormat.FP32) {
            throw new ConfigException("precision: the engine pytorch detects in fp32 only; use the engine onnx for "
                    + options.precision().label());
        }
        Task task = TaskFile.read(file);
        Backbone backbone = TaskBackbones.find(task, options.backbone());
        task.backbone().require(backbone.name(), backbone.fingerprint());
        PyTorchEngine.start(options.threads());
        VisionEncoder encoder = VisionEncoder.load(backbone, Precision.FLOAT32, PyTorchEngine.device(options.device()));
        try {
            return new TorchTaskDetector(encoder, TaskModels.load(task, backbone, encoder), task);
        } catch (RuntimeException e) {
            encoder.close();
            throw e;
        }
    }
}
