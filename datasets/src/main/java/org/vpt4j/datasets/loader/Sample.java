package org.vpt4j.datasets.loader;

import java.util.List;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Image;

/**
 * An image in memory with the objects on it.
 *
 * @param image its pixels
 * @param annotations boxes in pixels of this image
 */
public record Sample(Image image, List<Annotation> annotations) {
    public Sample {
        annotations = List.copyOf(annotations);
    }
}
