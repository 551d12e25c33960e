package org.vpt4j.detect.metric;

import org.vpt4j.vision.image.Box;

/** COCO's object sizes, by area in square pixels. Ranges include both ends: 1024 is small and medium. */
enum AreaRange {
    ALL(0, 1e10),
    SMALL(0, 32 * 32),
    MEDIUM(32 * 32, 96 * 96),
    LARGE(96 * 96, 1e10);

    private static final double ROUNDING = 1e-9;

    private final double low;
    private final double high;

    AreaRange(double low, double high) {
        this.low = low;
        this.high = high;
    }

    /** Whether an area stated by an annotation is in range. */
    boolean contains(double area) {
        return area >= low && area <= high;
    }

    /**
     * Whether the area of a detection's box is in range. Boxes are stored by their corners, so a width of 32 in a file
     * may come back as 32.00000000000003: ends are compared with a tolerance of one billionth.
     */
    boolean contains(Box box) {
        double area = box.area();
        return area >= low * (1 - ROUNDING) && area <= high * (1 + ROUNDING);
    }
}
