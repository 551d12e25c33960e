package org.vpt4j.detect.inference;

import java.util.OptionalDouble;
import org.vpt4j.vision.image.Image;

/**
 * One image to be looked at by one task.
 *
 * @param image of any size
 * @param task the name that it is attached under
 * @param minScore lowest score that is kept, in [0, 1]; empty: the task's own threshold. Not checked: with less than 0
 *     as much is kept as with 0, with more than 1, or NaN, nothing
 */
public record Request(Image image, String task, OptionalDouble minScore) {

    /** With the task's own threshold. */
    public static Request of(Image image, String task) {
        return new Request(image, task, OptionalDouble.empty());
    }

    /** With this lowest score instead. */
    public Request withMinScore(double score) {
        return new Request(image, task, OptionalDouble.of(score));
    }
}
