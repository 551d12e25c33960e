package org.vpt4j.vision.image;

/** Places a whole image in the middle of a canvas, as large as it fits, without changing its aspect ratio. */
public final class Letterbox {
    private Letterbox() {}

    /** The map from the image to the canvas; small images are scaled up. What it leaves free is padding. */
    public static AxisAlignedTransform fit(ImageSize source, ImageSize canvas) {
        double scale = Math.min((double) canvas.width() / source.width(), (double) canvas.height() / source.height());
        return new AxisAlignedTransform(
                scale,
                scale,
                (canvas.width() - source.width() * scale) / 2,
                (canvas.height() - source.height() * scale) / 2);
    }
}
