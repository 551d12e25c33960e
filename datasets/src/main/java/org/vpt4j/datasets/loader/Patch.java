package org.vpt4j.datasets.loader;

import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Resampler;

/**
 * A rectangle of one image at its place in another. Inside its box are the pixels of the source alone; a soft edge fades into
 * the other image outside of the box, as far as the source reaches.
 *
 * @param transform from the source's pixels to those of the other image
 * @param box in the other image
 * @param extent the box with its edge, in the other image
 * @param edge width of the edge in pixels; 0: a hard one
 */
record Patch(AxisAlignedTransform transform, Box box, Box extent, double edge) {
    /** An edge of no width. */
    static final double HARD = 0;

    /** Width of a soft edge relative to the box's shorter side. */
    static final double SOFT = 0.15;

    /**
     * A patch for a box of the source.
     *
     * @param box in the source
     * @param softness {@link #HARD} or {@link #SOFT}
     */
    static Patch of(AxisAlignedTransform transform, Box box, ImageSize source, ImageSize size, double softness) {
        Box placed = transform.toInput(box);
        double edge = softness * Math.min(placed.width(), placed.height());
        Box wide = new Box(placed.x1() - edge, placed.y1() - edge, placed.x2() + edge, placed.y2() + edge);
        Box there = Clipping.common(wide, transform.toInput(Clipping.whole(source)));
        return new Patch(
                transform,
                Clipping.common(placed, Clipping.whole(size)), // may be outside by a rounding error
                Clipping.common(there, Clipping.whole(size)),
                edge);
    }

    /** @param pixels of the other image, {@code [H, W, 3]} */
    void draw(Image source, ImageSize size, byte[] pixels) {
        int left = (int) Math.floor(extent.x1());
        int top = (int) Math.floor(extent.y1());
        ImageSize covered = new ImageSize((int) Math.ceil(extent.x2()) - left, (int) Math.ceil(extent.y2()) - top);
        AxisAlignedTransform here = new AxisAlignedTransform(
                transform.scaleX(), transform.scaleY(), transform.offsetX() - left, transform.offsetY() - top);
        byte[] drawn = Resampler.resample(source, here, covered).rgb();
        for (int y = 0; y < covered.height(); y++) {
            for (int x = 0; x < covered.width(); x++) {
                double opacity = opacity(left + x + 0.5, top + y + 0.5);
                int from = 3 * (y * covered.width() + x);
                int to = 3 * ((top + y) * size.width() + left + x);
                for (int channel = 0; opacity > 0 && channel < 3; channel++) {
                    double mixed =
                            opacity * (drawn[from + channel] & 0xff) + (1 - opacity) * (pixels[to + channel] & 0xff);
                    pixels[to + channel] = (byte) Math.round(mixed);
                }
            }
        }
    }

    /** 1 in the box, 0 where the edge ends. */
    private double opacity(double x, double y) {
        double outside = Math.max(Math.max(box.x1() - x, x - box.x2()), Math.max(box.y1() - y, y - box.y2()));
        boolean isThere = x >= extent.x1() && x <= extent.x2() && y >= extent.y1() && y <= extent.y2();
        return outside <= 0 ? 1 : isThere && edge > 0 ? Math.max(0, 1 - outside / edge) : 0;
    }
}
