package org.vpt4j.samples.detect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.inference.SharedDetector;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/** Tasks that run together. Owns native memory: close it. */
interface TaskGroup extends AutoCloseable {
    /** The class names of each task, by the task's name. */
    Map<String, List<String>> classes();

    /** About the side of the smallest objects that each of the tasks can see on an image of this size, in its pixels. */
    double leastSide(ImageSize image);

    /**
     * Runs each task on the images.
     *
     * @param score lowest score that is kept; empty: each task's own
     * @return by the task's name, for each image its detections, with class indices of the task
     */
    Map<String, List<List<Detection>>> detect(List<Image> images, OptionalDouble score);

    @Override
    void close();

    /** A task with an encoder of its own. */
    record SingleTask(String name, Detector detector) implements TaskGroup {
        @Override
        public Map<String, List<String>> classes() {
            return Map.of(name, detector.classes());
        }

        @Override
        public double leastSide(ImageSize image) {
            return detector.leastSide(image);
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

    /** Tasks that share the encoder of one backbone. */
    record SharedTasks(SharedDetector shared) implements TaskGroup {
        @Override
        public Map<String, List<String>> classes() {
            Map<String, List<String>> classes = new HashMap<>();
            shared.tasks().forEach(name -> classes.put(name, shared.classes(name)));
            return classes;
        }

        @Override
        public double leastSide(ImageSize image) {
            return shared.tasks().stream()
                    .mapToDouble(name -> shared.leastSide(name, image))
                    .max()
                    .orElse(0);
        }

        @Override
        public Map<String, List<List<Detection>>> detect(List<Image> images, OptionalDouble score) {
            List<SharedDetector.Request> requests = new ArrayList<>();
            for (String task : shared.tasks()) {
                images.forEach(image -> requests.add(new SharedDetector.Request(image, task, score)));
            }
            List<List<Detection>> found = shared.detect(requests);
            Map<String, List<List<Detection>>> byTask = new HashMap<>();
            int from = 0;
            for (String task : shared.tasks()) {
                byTask.put(task, found.subList(from, from + images.size()));
                from += images.size();
            }
            return byTask;
        }

        @Override
        public void close() {
            shared.close();
        }
    }
}
