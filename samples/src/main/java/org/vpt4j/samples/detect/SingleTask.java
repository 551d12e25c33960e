package org.vpt4j.samples.detect;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.vision.image.Image;

/** A task with an encoder of its own. */
record SingleTask(String name, Detector detector) implements TaskGroup {
    @Override
    public Map<String, List<String>> classes() {
        return Map.of(name, detector.classes());
    }

    @Override
    public Map<String, List<List<Detection>>> detect(List<Image> images, OptionalDouble score) {
        return Map.of(name, detector.detect(images, score.orElse(detector.threshold())));
    }

    @Override
    public void close() {
        detector.close();
    }
}
