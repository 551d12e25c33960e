package org.vpt4j.datasets.loader;

import java.util.List;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Image;

/**
 * A decoded image, or a window of one, with its objects. A window is not cut out until its pixels are asked for: scaling does
 * without.
 *
 * @param source the decoded image
 * @param window the part that is the sample's image
 * @param annotations its objects, boxes in pixels of the window
 */
record Sample(Image source, Window window, List<Annotation> annotations) {
    Sample {
        annotations = List.copyOf(annotations);
    }

    /** A whole image. */
    Sample(Image image, List<Annotation> annotations) {
        this(image, Window.of(image.size()), annotations);
    }

    /** The pixels of the window, a copy unless it is the whole image. */
    Image image() {
        return window.cut(source);
    }
}
