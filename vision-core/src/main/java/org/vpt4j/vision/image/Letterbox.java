package org.vpt4j.vision.image;

/** Places a whole image in the middle of an input, as large as it fits, without changing its aspect ratio. */
public final class Letterbox {
    private Letterbox() {}

    /** The map from the image to the input; small images are scaled up. What it leaves free is padding. */
    public static AxisAlignedTransform fit(ImageSize source, ImageSize input) {
        double scale = Math.min((double) input.width() / source.width(), (double) input.height() / source.height());
        return new AxisAlignedTransform(
                scale,
                scale,
                (input.width() - source.width() * scale) / 2,
                (input.height() - source.height() * scale) / 2);
    }
}
