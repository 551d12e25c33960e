package org.vpt4j.detect;

import java.util.List;
import java.util.Objects;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/**
 * A detected object.
 *
 * @param classIndex position of its class in the task's class list, from 0
 * @param label name of its class; empty while it is still in input pixels, inside a {@link Detector}
 * @param box where it is: in pixels of the image it was found on
 * @param score confidence in [0, 1]
 */
public record Detection(int classIndex, String label, Box box, double score) {
    public Detection {
        Objects.requireNonNull(label);
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("score " + score + " is outside [0, 1]");
        }
    }

    /** Without a label, as heads and graphs produce it. */
    public Detection(int classIndex, Box box, double score) {
        this(classIndex, "", box, score);
    }

    /**
     * Maps detections from the input to the image that was letterboxed onto it, and labels them; those that are in the
     * padding alone are dropped.
     *
     * @param classes class names
     * @param transform from the image to the input
     * @param size of the image
     */
    public static List<Detection> toSource(
            List<Detection> onInput, List<String> classes, AxisAlignedTransform transform, ImageSize size) {
        return onInput.stream()
                .map(d -> new Detection(
                        d.classIndex(),
                        classes.get(d.classIndex()),
                        transform.toSource(d.box()).clip(size),
                        d.score()))
                .filter(d -> d.box().area() > 0)
                .toList();
    }
}
