package org.vpt4j.samples.detect;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/** Finds one object on each image: as large as the image, of the first class, just good enough to be kept. */
final class MadeUpDetector implements Detector {
    private final List<String> classes;
    private final double threshold;
    private final List<Integer> calls = new ArrayList<>();
    private boolean closed;

    MadeUpDetector(List<String> classes, double threshold) {
        this.classes = classes;
        this.threshold = threshold;
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public double threshold() {
        return threshold;
    }

    /** One pixel for each hundred. */
    @Override
    public double leastSide(ImageSize image) {
        return image.width() / 100.0;
    }

    @Override
    public List<List<Detection>> detect(List<Image> images, double minScore) {
        calls.add(images.size());
        return images.stream()
                .map(image -> List.of(new Detection(0, new Box(0, 0, image.width(), image.height()), minScore)))
                .toList();
    }

    /** How many images there were in each call. */
    List<Integer> calls() {
        return calls;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
