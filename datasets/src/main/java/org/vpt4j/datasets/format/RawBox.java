package org.vpt4j.datasets.format;

import java.util.Locale;

/**
 * A box as a file gives it, xyxy in continuous pixels: it may be empty, inverted, or outside the image. Its coordinates
 * must be finite, as those of {@link FiniteNumber} are; that is for the reader of the file to see to and not checked
 * here. Later a box with NaN counts as empty, and an infinite one ends the reading with a
 * {@link org.vpt4j.datasets.format.DatasetException}.
 *
 * @param crowd COCO's crowd, VOC's difficult
 * @param area the object's declared area in square pixels, NaN where none is
 */
public record RawBox(
        String className, double x1, double y1, double x2, double y2, boolean crowd, double area, Place place) {
    RawBox at(Place other) {
        return new RawBox(className, x1, y1, x2, y2, crowd, area, other);
    }

    /** {@code [10, 20, 30.5, 40]} */
    public String coordinates() {
        return "[" + shortest(x1) + ", " + shortest(y1) + ", " + shortest(x2) + ", " + shortest(y2) + "]";
    }

    private static String shortest(double value) {
        if (!(Math.abs(value) < 1e15)) {
            return Double.toString(value);
        }
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.2f", value);
    }
}
