package org.vpt4j.datasets;

import java.nio.file.Path;
import java.util.List;
import org.vpt4j.vision.image.ImageSize;

/**
 * An image file with its labelled objects.
 *
 * @param name path relative to the dataset's root, with {@code /}: unique in the dataset, the same on every machine
 * @param file path of the file
 * @param size width and height of the upright image
 * @param annotations its objects; empty for an image without objects
 */
public record LabelledImage(String name, Path file, ImageSize size, List<Annotation> annotations) {
    public LabelledImage {
        annotations = List.copyOf(annotations);
    }

    /** The same image with other annotations. */
    public LabelledImage withAnnotations(List<Annotation> others) {
        return new LabelledImage(name, file, size, others);
    }
}
