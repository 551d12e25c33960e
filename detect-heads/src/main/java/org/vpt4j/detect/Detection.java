package org.vpt4j.detect;

import org.vpt4j.vision.image.Box;

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
}
