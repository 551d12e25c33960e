package org.vpt4j.samples.detect;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Image;

/** Tasks that look at images together. Owns native memory: close it. */
interface TaskGroup extends AutoCloseable {
    /** The class names of each task, by the task's name. */
    Map<String, List<String>> classes();

    /**
     * What each task finds.
     *
     * @param score least score of what is kept; empty: each task's own
     * @return by the task's name, for each image its detections, whose class indexes point into the task's classes
     */
    Map<String, List<List<Detection>>> detect(List<Image> images, OptionalDouble score);

    @Override
    void close();
}
