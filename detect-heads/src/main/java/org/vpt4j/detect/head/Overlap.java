package org.vpt4j.detect.head;

/** Complete IoU (Zheng et al. 2020) between one object and many predictions. */
final class Overlap {
    private static final double EPSILON = 1e-7;
    private static final double FOUR_OVER_PI_SQUARED = 4 / (Math.PI * Math.PI);

    private Overlap() {}

    /** Angle of a box's diagonal, which the aspect term compares. */
    static double aspect(double width, double height) {
        return Math.atan(width / (height + EPSILON));
    }

    /**
     * IoU minus the squared distance of the centres over the squared diagonal of the hull, minus a term for the
     * difference in aspect.
     *
     * @return in (-2, 1]
     */
    static double complete(
            double ax1,
            double ay1,
            double ax2,
            double ay2,
            double aspectA,
            double bx1,
            double by1,
            double bx2,
            double by2,
            double aspectB) {
        double w = Math.min(ax2, bx2) - Math.max(ax1, bx1);
        double h = Math.min(ay2, by2) - Math.max(ay1, by1);
        double inside = w > 0 && h > 0 ? w * h : 0;
        double union = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - inside;
        double iou = inside / (union + EPSILON);
        double hullWidth = Math.max(ax2, bx2) - Math.min(ax1, bx1);
        double hullHeight = Math.max(ay2, by2) - Math.min(ay1, by1);
        double dx = (ax1 + ax2 - bx1 - bx2) / 2;
        double dy = (ay1 + ay2 - by1 - by2) / 2;
        double distance = (dx * dx + dy * dy) / (hullWidth * hullWidth + hullHeight * hullHeight + EPSILON);
        double v = FOUR_OVER_PI_SQUARED * (aspectA - aspectB) * (aspectA - aspectB);
        return iou - distance - v * v / (1 - iou + v + EPSILON);
    }
}
