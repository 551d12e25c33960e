package org.vpt4j.detect.inference;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.vpt4j.detect.Detection;
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

/**
 * A task on the PyTorch engine: the network that was trained. One call at a time; others wait, and are rejected once it
 * is closed.
 */
final class TorchDetector implements TaskDetector {
    private final VisionEncoder encoder;
    private final DetectionModel model;
    private final Task task;
    private boolean closed;

    /** Loads tasks. */
    public static final class Provider implements DetectorProvider {
        @Override
        public String engine() {
            return DetectorOptions.PYTORCH;
        }

        @Override
        public Detector zeroShot(List<String> classes, DetectorOptions options) {
            return new LetterboxDetector(open(classes, options), options);
        }

        @Override
        public TaskDetector open(List<String> classes, DetectorOptions options) {
            Backbone backbone = OpenVocabulary.backbone(options.backbone());
            return open(OpenVocabulary.zeroShot(backbone, classes, options.templates()), backbone, options);
        }

        @Override
        public Detector load(Path task, DetectorOptions options) {
            return new LetterboxDetector(open(task, options), options);
        }

        @Override
        public TaskDetector open(Path file, DetectorOptions options) {
            Task task = TaskFile.read(file);
            Backbone backbone = CheckedTask.backbone(task, options.backbone());
            return open(
                    OpenVocabulary.withClasses(task, backbone, options.classes(), options.templates()),
                    backbone,
                    options);
        }

        private static TorchDetector open(Task task, Backbone backbone, DetectorOptions options) {
            if (options.precision() != WeightFormat.FP32) {
                throw new ConfigException("precision: the engine pytorch detects in fp32 only; use the engine onnx for "
                        + options.precision().label());
            }
            CheckedTask checked = CheckedTask.of(task, backbone);
            PyTorchEngine.start(options.threads());
            VisionEncoder encoder =
                    VisionEncoder.load(backbone, Precision.FLOAT32, PyTorchEngine.device(options.device()));
            try {
                return new TorchDetector(encoder, checked.model(encoder), task);
            } catch (RuntimeException e) {
                encoder.close();
                throw e;
            }
        }
    }

    /** Takes ownership of encoder and model. */
    private TorchDetector(VisionEncoder encoder, DetectionModel model, Task task) {
        this.encoder = encoder;
        this.model = model;
        this.task = task;
    }

    @Override
    public List<String> classes() {
        return task.classes();
    }

    @Override
    public double threshold() {
        return task.threshold();
    }

    @Override
    public Task.Preprocessing preprocessing() {
        return task.preprocessing();
    }

    @Override
    public synchronized List<List<Detection>> detect(ByteBuffer pixels, int images, double minScore) {
        if (closed) {
            throw new IllegalStateException("the model is closed: load it again to detect");
        }
        return model.detect(pixels, images, model.parameters(), minScore);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            model.close();
            encoder.close();
        }
    }
}
