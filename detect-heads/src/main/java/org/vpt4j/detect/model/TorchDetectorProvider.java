package org.vpt4j.detect.model;

import java.nio.file.Path;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.DetectorProvider;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.weights.Backbone;

/** Detectors on the PyTorch engine. */
public final class TorchDetectorProvider implements DetectorProvider {

    @Override
    public Detector load(Path file, DetectorOptions options) {
        Task task = TaskFile.read(file);
        Backbone backbone = TaskBackbones.find(task, options.backbone());
        task.backbone().require(backbone.name(), backbone.fingerprint());
        PyTorchEngine.start(options.threads());
        VisionEncoder encoder = VisionEncoder.load(backbone, Precision.FLOAT32, PyTorchEngine.device(options.device()));
        try {
            return new TorchDetector(encoder, TaskModels.load(task, backbone, encoder), task.threshold());
        } catch (RuntimeException e) {
            encoder.close();
            throw e;
        }
    }
}
