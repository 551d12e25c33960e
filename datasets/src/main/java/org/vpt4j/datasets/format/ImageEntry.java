package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.List;

/**
 * An existing image file with the boxes that an annotation file gives it.
 *
 * @param name path relative to the dataset's root, with {@code /}: identifies the image
 * @param file path of the file
 * @param width declared width in pixels, 0 if none is declared
 * @param height declared height in pixels, 0 if none is declared
 * @param position of its annotation
 */
public record ImageEntry(String name, Path file, int width, int height, FilePosition position, List<BoxEntry> boxes) {
    public ImageEntry {
        boxes = List.copyOf(boxes);
    }

    ImageEntry with(List<BoxEntry> others) {
        return new ImageEntry(name, file, width, height, position, others);
    }
}
