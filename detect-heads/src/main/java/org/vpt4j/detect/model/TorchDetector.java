package org.vpt4j.detect.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.image.Resampler;

/** A detector on the PyTorch engine: the same graph that was trained. One call at a time; others wait. */
final class TorchDetector implements Detector {
    private static final int BATCH = 4;

    private final VisionEncoder encoder;
    private final DetectionModel model;
    private final double threshold;
    private boolean closed;

    /** Takes over encoder and model: closing the detector closes both. */
    TorchDetector(VisionEncoder encoder, DetectionModel model, double threshold) {
        this.encoder = encoder;
        this.model = model;
        this.threshold = threshold;
    }

    @Override
    public List<String> classes() {
        return model.spec().classes();
    }

    @Override
    public double threshold() {
        return threshold;
    }

    @Override
    public synchronized List<List<Detection>> detect(List<Image> images, double minScore) {
        if (closed) {
            throw new IllegalStateException("the detector is closed");
        }
        List<List<Detection>> found = new ArrayList<>();
        for (int from = 0; from < images.size(); from += BATCH) {
            found.addAll(detectBatch(images.subList(from, Math.min(images.size(), from + BATCH)), minScore));
        }
        return found;
    }

    private List<List<Detection>> detectBatch(List<Image> images, double minScore) {
        ImageSize canvas = model.spec().canvas();
        int length = Normalization.length(canvas);
        ByteBuffer memory =
                ByteBuffer.allocateDirect(Float.BYTES * length * images.size()).order(ByteOrder.nativeOrder());
        FloatBuffer pixels = memory.asFloatBuffer();
        List<AxisAlignedTransform> transforms = new ArrayList<>();
        for (Image image : images) {
            AxisAlignedTransform transform = Letterbox.fit(image.size(), canvas);
            Image letterboxed = Resampler.resample(image, transform, canvas);
            model.spec().normalization().write(letterboxed, pixels, transforms.size() * length);
            transforms.add(transform);
        }
        List<List<Detection>> onCanvas = model.detect(memory, images.size(), model.parameters(), minScore);
        List<List<Detection>> found = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            found.add(Evaluator.toSource(
                    onCanvas.get(i), transforms.get(i), images.get(i).size()));
        }
        return found;
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
