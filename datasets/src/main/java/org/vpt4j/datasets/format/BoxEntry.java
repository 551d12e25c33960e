package org.vpt4j.datasets.format;

import java.util.Locale;

/**
 * A box as an annotation file gives it, xyxy in continuous pixels; it may be empty, inverted or outside its image. A
 * reader passes finite coordinates only ({@link FilePosition#number}); a box with NaN is dropped as empty, one with an
 * infinite coordinate is refused with a {@link DatasetException}.
 *
 * @param crowd COCO's crowd, VOC's difficult
 * @param area the object's declared area in square pixels, NaN if none is declared
 */
public record BoxEntry(
        String className,
        double x1,
        double y1,
        double x2,
        double y2,
        boolean crowd,
        double area,
        FilePosition position) {
    BoxEntry at(FilePosition other) {
        return new BoxEntry(className, x1, y1, x2, y2, crowd, area, other);
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
