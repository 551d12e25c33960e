package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.List;

/**
 * An image file that is there, with the boxes that an annotation gives it.
 *
 * @param name path relative to the dataset's root, with {@code /}; two images of one name are one image
 * @param file where it is
 * @param width declared width in pixels; 0 where none is
 * @param height declared height in pixels; 0 where none is
 * @param place where the annotation is written
 */
public record RawImage(String name, Path file, int width, int height, Place place, List<RawBox> boxes) {
    public RawImage {
        boxes = List.copyOf(boxes);
    }

    RawImage with(List<RawBox> others) {
        return new RawImage(name, file, width, height, place, others);
    }
}
