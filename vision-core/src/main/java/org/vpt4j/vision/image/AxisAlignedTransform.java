package org.vpt4j.vision.image;

/**
 * The transform from pixels of a source image to input pixels: {@code x' = scaleX * x + offsetX}, and likewise for y.
 *
 * <p>Coordinates are continuous, as in {@link Box}: pixel {@code i} covers {@code [i, i + 1)}.
 *
 * @param scaleX input pixels per source pixel, above 0
 * @param scaleY input pixels per source pixel, above 0
 * @param offsetX the source's left edge, in input pixels
 * @param offsetY the source's upper edge, in input pixels
 */
public record AxisAlignedTransform(double scaleX, double scaleY, double offsetX, double offsetY) {

    /** @throws IllegalArgumentException if a scale is not above 0 or a number is not finite */
    public AxisAlignedTransform {
        if (!(scaleX > 0) || !(scaleY > 0) || !Double.isFinite(scaleX) || !Double.isFinite(scaleY)) {
            throw new IllegalArgumentException("scales must be finite and above 0: " + scaleX + ", " + scaleY);
        }
        if (!Double.isFinite(offsetX) || !Double.isFinite(offsetY)) {
            throw new IllegalArgumentException("offsets must be finite: " + offsetX + ", " + offsetY);
        }
    }

    /** The identity. */
    public static AxisAlignedTransform identity() {
        return new AxisAlignedTransform(1, 1, 0, 0);
    }

    /** Stretches a rectangle of the source over the whole input. */
    public static AxisAlignedTransform stretch(Box source, ImageSize input) {
        double scaleX = input.width() / source.width();
        double scaleY = input.height() / source.height();
        return new AxisAlignedTransform(scaleX, scaleY, -source.x1() * scaleX, -source.y1() * scaleY);
    }

    /** From source pixels to input pixels. Nothing is clipped. */
    public Box toInput(Box source) {
        return new Box(
                scaleX * source.x1() + offsetX,
                scaleY * source.y1() + offsetY,
                scaleX * source.x2() + offsetX,
                scaleY * source.y2() + offsetY);
    }

    /** From input pixels to source pixels, the inverse of {@link #toInput}. Nothing is clipped. */
    public Box toSource(Box input) {
        return new Box(
                (input.x1() - offsetX) / scaleX,
                (input.y1() - offsetY) / scaleY,
                (input.x2() - offsetX) / scaleX,
                (input.y2() - offsetY) / scaleY);
    }
}
