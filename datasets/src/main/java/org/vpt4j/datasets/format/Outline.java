package org.vpt4j.datasets.format;

/**
 * The bounding box of an outline, xyxy in the unit of its points.
 *
 * @param empty whether there was no point
 */
record Outline(double x1, double y1, double x2, double y2, boolean empty) {
    static final Outline NONE = new Outline(
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            true);

    /** With another point. */
    Outline with(double x, double y) {
        return new Outline(Math.min(x1, x), Math.min(y1, y), Math.max(x2, x), Math.max(y2, y), false);
    }

    /** A circle or an upright ellipse. */
    static Outline ellipse(double x, double y, double radiusX, double radiusY) {
        return NONE.with(x - radiusX, y - radiusY).with(x + radiusX, y + radiusY);
    }

    /** An ellipse that is turned by an angle in radians. */
    static Outline turnedEllipse(double x, double y, double radiusX, double radiusY, double angle) {
        double halfWidth = Math.hypot(radiusX * Math.cos(angle), radiusY * Math.sin(angle));
        double halfHeight = Math.hypot(radiusX * Math.sin(angle), radiusY * Math.cos(angle));
        return ellipse(x, y, halfWidth, halfHeight);
    }

    /** A rectangle that is turned around a point by an angle in radians, clockwise on the screen. */
    static Outline turned(Outline rectangle, double x, double y, double angle) {
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        Outline turned = NONE;
        for (double cornerX : new double[] {rectangle.x1, rectangle.x2}) {
            for (double cornerY : new double[] {rectangle.y1, rectangle.y2}) {
                double dx = cornerX - x;
                double dy = cornerY - y;
                turned = turned.with(x + dx * cos - dy * sin, y + dx * sin + dy * cos);
            }
        }
        return turned;
    }

    /** As a labelled box. */
    DatasetEntries.BoxEntry box(String className, boolean crowd, FilePosition position) {
        return new DatasetEntries.BoxEntry(className, x1, y1, x2, y2, crowd, Double.NaN, position);
    }

    /** In other units, such as pixels instead of fractions. */
    Outline scaled(double scaleX, double scaleY) {
        return empty ? this : new Outline(x1 * scaleX, y1 * scaleY, x2 * scaleX, y2 * scaleY, false);
    }
}
