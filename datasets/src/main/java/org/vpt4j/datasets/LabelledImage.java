package org.vpt4j.datasets;

import java.nio.file.Path;
import java.util.List;
import org.vpt4j.vision.image.ImageSize;

/**
 * An image file with the objects on it.
 *
 * @param name the file's path relative to the dataset's root, with {@code /}: unique in a dataset, stable over machines
 * @param file where it is
 * @param size width and height of the upright image
 * @param annotations the objects; none means that there is nothing to find on it
 */
public record LabelledImage(String name, Path file, ImageSize size, List<Annotation> annotations) {
    public LabelledImage {
        annotations = List.copyOf(annotations);
    }
}
