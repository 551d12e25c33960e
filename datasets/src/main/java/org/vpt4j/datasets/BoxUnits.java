package org.vpt4j.datasets;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.vpt4j.datasets.format.DatasetEntries;

/**
 * Tells boxes in fractions of their image's size from boxes in pixels: no real box is within the first pixel of its image.
 */
final class BoxUnits {
    /** Fractions may extend this far beyond an image. */
    private static final double LARGEST = 1.01;

    private static final double SMALLEST = -0.01;

    /** Largest side of an image, in pixels, in which such boxes could be pixels. */
    private static final int TINY = 2;

    private BoxUnits() {}

    /**
     * The names of the images whose boxes are fractions: all of a part, or none.
     *
     * <p>One image with such boxes in a part with others is left as it is: its boxes are then dropped as empty, or are tiny.
     */
    static Set<String> fractions(DatasetEntries raw) {
        Set<String> names = new HashSet<>();
        for (DatasetEntries.Part part : raw.parts()) {
            if (areFractions(part.images())) {
                part.images().forEach(image -> names.add(image.name()));
            }
        }
        return names;
    }

    private static boolean areFractions(List<DatasetEntries.ImageEntry> images) {
        boolean broken = false;
        for (DatasetEntries.ImageEntry image : images) {
            boolean tiny = image.width() > 0 && Math.max(image.width(), image.height()) <= TINY;
            for (DatasetEntries.BoxEntry box : image.boxes()) {
                double[] edges = {box.x1(), box.y1(), box.x2(), box.y2()};
                if (tiny || !DoubleStream.of(edges).allMatch(edge -> edge >= SMALLEST && edge <= LARGEST)) {
                    return false;
                }
                broken |= DoubleStream.of(edges).anyMatch(edge -> edge != Math.rint(edge));
            }
        }
        return broken; // only whole numbers: boxes of one pixel
    }
}
