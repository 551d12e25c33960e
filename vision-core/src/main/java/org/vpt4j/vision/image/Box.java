package org.vpt4j.vision.image;

import java.util.Locale;

/**
 * An axis-aligned rectangle in the pixels of one image: xyxy, the upper left corner of the image is (0, 0) and its
 * lower right corner (width, height). Coordinates are continuous: a box that covers one pixel has width 1.
 *
 * @param x1 left edge
 * @param y1 upper edge
 * @param x2 right edge, not less than {@code x1}
 * @param y2 lower edge, not less than {@code y1}
 */
public record Box(double x1, double y1, double x2, double y2) {

    /** @throws IllegalArgumentException if a coordinate is not finite or edges are swapped */
    public Box {
        if (!Double.isFinite(x1) || !Double.isFinite(y1) || !Double.isFinite(x2) || !Double.isFinite(y2)) {
            throw new IllegalArgumentException("coordinates must be finite: " + print(x1, y1, x2, y2));
        }
        if (x2 < x1 || y2 < y1) {
            throw new IllegalArgumentException("x2 < x1 or y2 < y1: " + print(x1, y1, x2, y2));
        }
    }

    /** A box from its upper left corner and its size, as in COCO files. */
    public static Box ofXywh(double x, double y, double width, double height) {
        return new Box(x, y, x + width, y + height);
    }

    public double width() {
        return x2 - x1;
    }

    public double height() {
        return y2 - y1;
    }

    public double area() {
        return width() * height();
    }

    public double centerX() {
        return (x1 + x2) / 2;
    }

    public double centerY() {
        return (y1 + y2) / 2;
    }

    /** Area of the intersection. */
    public double intersection(Box other) {
        double w = Math.min(x2, other.x2) - Math.max(x1, other.x1);
        double h = Math.min(y2, other.y2) - Math.max(y1, other.y1);
        return w <= 0 || h <= 0 ? 0 : w * h;
    }

    /** Intersection over union in [0, 1]; 0 if both boxes are empty. */
    public double iou(Box other) {
        double intersection = intersection(other);
        double union = area() + other.area() - intersection;
        return union <= 0 ? 0 : intersection / union;
    }

    /** The part inside an image of this size; its area is 0 if nothing is inside. */
    public Box clip(ImageSize size) {
        return new Box(
                clamp(x1, size.width()), clamp(y1, size.height()), clamp(x2, size.width()), clamp(y2, size.height()));
    }

    private static double clamp(double value, double high) {
        return Math.max(0, Math.min(value, high));
    }

    private static String print(double x1, double y1, double x2, double y2) {
        return String.format(Locale.ROOT, "[%.3f, %.3f, %.3f, %.3f]", x1, y1, x2, y2);
    }

    @Override
    public String toString() {
        return print(x1, y1, x2, y2);
    }
}
