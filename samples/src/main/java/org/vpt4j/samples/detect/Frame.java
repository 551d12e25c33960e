package org.vpt4j.samples.detect;

import java.util.Optional;
import org.vpt4j.vision.image.Image;

/**
 * An image to detect on.
 *
 * @param source its file's path as the user knows it, with {@code /}, or {@code camera 0}
 * @param name what its results are called: a path below the folder of results, with {@code /} and without ending; all
 *     frames of a video share one, else no two of a run are alike
 * @param image the pixels
 * @param moment where in the video it is; empty for an image
 * @param remark what the user should know of it, such as that more is in the file; mostly empty
 */
record Frame(String source, String name, Image image, Optional<Moment> moment, String remark) implements Taken {

    /** The name, and the number of the frame in a video: {@code clip-000012}. */
    public String singleName() {
        return name + moment.map(m -> String.format("-%06d", m.frame())).orElse("");
    }
}
