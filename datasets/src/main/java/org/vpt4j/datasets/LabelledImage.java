package org.vpt4j.datasets;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Region;

/**
 * An image file, or a tile of one, with its labelled objects.
 *
 * @param name path relative to the dataset's root, with {@code /}: unique in the dataset, the same on every machine; that
 *     of a tile ends with its region
 * @param file path of the file
 * @param size width and height of the upright image; of a tile, those of its region
 * @param annotations its objects, in pixels of the image or the tile; empty for an image without objects
 * @param region of a tile, the part of the file's upright image that it is
 */
public record LabelledImage(
        String name, Path file, ImageSize size, List<Annotation> annotations, Optional<Region> region) {

    /** @throws IllegalArgumentException if the size is not that of the region */
    public LabelledImage {
        annotations = List.copyOf(annotations);
        if (region.isPresent() && !region.get().size().equals(size)) {
            throw new IllegalArgumentException(name + ": a tile of " + size + " has the region " + region.get());
        }
    }

    /** A whole image. */
    public LabelledImage(String name, Path file, ImageSize size, List<Annotation> annotations) {
        this(name, file, size, annotations, Optional.empty());
    }

    /** Whether it is a part of an image. */
    public boolean isTile() {
        return region.isPresent();
    }

    /** Whether there is an object to find in it: a crowd is none. */
    public boolean hasObject() {
        return annotations.stream().anyMatch(annotation -> !annotation.crowd());
    }

    /** The same image with other annotations. */
    public LabelledImage withAnnotations(List<Annotation> others) {
        return new LabelledImage(name, file, size, others, region);
    }
}
