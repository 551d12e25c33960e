package org.vpt4j.detect;

import java.util.List;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/**
 * One found object.
 *
 * @param classIndex position of its class in the task's class list, from 0
 * @param box where it is: in pixels of the image it was found on
 * @param score confidence in [0, 1]
 */
public record Detection(int classIndex, Box box, double score) {
    public Detection {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("score " + score + " is outside [0, 1]");
        }
    }

    /**
     * Detections on an input as detections on the image that lies there; what is in the padding alone is dropped.
     *
     * @param transform from the image to the input
     * @param size of the image
     */
    public static List<Detection> toSource(List<Detection> onInput, AxisAlignedTransform transform, ImageSize size) {
        return onInput.stream()
                .map(d -> new Detection(
                        d.classIndex(), transform.toSource(d.box()).clip(size), d.score()))
                .filter(d -> d.box().area() > 0)
                .toList();
    }
}
