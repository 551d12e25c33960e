package org.vpt4j.samples.report;

import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/**
 * A rectangle of whole pixels of an image.
 *
 * @param x first column
 * @param y first row
 * @param size its width and height
 */
record Crop(int x, int y, ImageSize size) {
    private static final double SURROUNDINGS = 2.2;
    private static final int LEAST_SIDE = 96;

    /** A square around a box with some surroundings, moved or shrunk to fit into the image. */
    static Crop around(Box box, ImageSize image) {
        int side = (int) Math.max(LEAST_SIDE, Math.ceil(SURROUNDINGS * Math.max(box.width(), box.height())));
        int width = Math.min(side, image.width());
        int height = Math.min(side, image.height());
        int x = (int) Math.max(0, Math.min(Math.round(box.centerX() - width / 2.0), image.width() - width));
        int y = (int) Math.max(0, Math.min(Math.round(box.centerY() - height / 2.0), image.height() - height));
        return new Crop(x, y, new ImageSize(width, height));
    }

    /** A box of the image in pixels of the crop, clipped to it. */
    Box move(Box box) {
        return new Box(box.x1() - x, box.y1() - y, box.x2() - x, box.y2() - y).clip(size);
    }

    /** The pixels. */
    Image of(Image image) {
        byte[] pixels = new byte[3 * size.width() * size.height()];
        int row = 3 * size.width();
        for (int line = 0; line < size.height(); line++) {
            int from = 3 * ((y + line) * image.width() + x);
            System.arraycopy(image.rgb(), from, pixels, line * row, row);
        }
        return Image.of(size, pixels);
    }
}
