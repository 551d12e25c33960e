package org.vpt4j.datasets.loader;

import java.util.List;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Image;

/**
 * A decoded image with its objects.
 *
 * @param annotations its objects, boxes in pixels of this image
 */
record Sample(Image image, List<Annotation> annotations) {
    public Sample {
        annotations = List.copyOf(annotations);
    }
}
