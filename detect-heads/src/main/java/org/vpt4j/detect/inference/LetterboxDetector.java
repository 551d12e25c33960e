package org.vpt4j.detect.inference;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.vision.image.Image;

/** A detector for images of any size: it letterboxes them and maps the detections back to their pixels. */
final class LetterboxDetector implements Detector {
    private static final int BATCH = 4; // more at once is not faster on a processor, and takes more memory

    private final TaskDetector task;
    private final PixelBatch.Memory buffers = new PixelBatch.Memory();
    private final CallGate gate = new CallGate("detector");

    /** Takes ownership of the task. */
    LetterboxDetector(TaskDetector task) {
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
    public List<List<Detection>> detect(List<Image> images, double minScore) {
        return gate.call(() -> {
            List<List<Detection>> found = new ArrayList<>();
            for (int from = 0; from < images.size(); from += BATCH) {
                found.addAll(detectBatch(images.subList(from, Math.min(images.size(), from + BATCH)), minScore));
            }
            return found;
        });
    }

    private List<List<Detection>> detectBatch(List<Image> images, double minScore) {
        try (PixelBatch batch = PixelBatch.of(images, task.preprocessing().letterbox(), buffers)) {
            List<List<Detection>> onInput = task.detect(batch.pixels(), batch.size(), minScore);
            List<List<Detection>> found = new ArrayList<>();
            for (int i = 0; i < images.size(); i++) {
                found.add(Detection.toSource(
                        onInput.get(i),
                        task.classes(),
                        batch.transform(i),
                        images.get(i).size()));
            }
            return found;
        }
    }

    @Override
    public void close() {
        gate.close(() -> {
            task.close();
            buffers.clear();
        });
    }
}
