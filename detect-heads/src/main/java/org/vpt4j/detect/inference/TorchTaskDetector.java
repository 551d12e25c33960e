package org.vpt4j.detect.inference;

import java.nio.ByteBuffer;
import java.util.List;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.detect.task.Preprocessing;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.encoder.VisionEncoder;

/** A task on the PyTorch engine: the same graph that was trained. One call at a time; others wait. */
final class TorchTaskDetector implements TaskDetector {
    private final VisionEncoder encoder;
    private final DetectionModel model;
    private final List<String> classes;
    private final double threshold;
    private final Preprocessing preprocessing;

    /** Takes over encoder and model: closing the detector closes both. */
    TorchTaskDetector(VisionEncoder encoder, DetectionModel model, Task task) {
        this.encoder = encoder;
        this.model = model;
        this.classes = task.classes();
        this.threshold = task.threshold();
        this.preprocessing = task.preprocessing();
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public double threshold() {
        return threshold;
    }

    @Override
    public Preprocessing preprocessing() {
        return preprocessing;
    }

    @Override
    public synchronized List<List<Detection>> detect(ByteBuffer pixels, int images, double minScore) {
        return model.detect(pixels, images, model.parameters(), minScore);
    }

    @Override
    public synchronized void close() {
        model.close();
        encoder.close();
    }
}
