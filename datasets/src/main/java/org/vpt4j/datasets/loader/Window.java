package org.vpt4j.datasets.loader;

import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Region;
import org.vpt4j.vision.image.Resampler;

/**
 * A rectangle of whole pixels that overlaps an image. What is outside the image has ImageNet's mean colour.
 *
 * @param left column of the image where it starts, below 0 if it starts outside
 * @param top row, likewise
 * @param size in pixels
 */
record Window(int left, int top, ImageSize size) {

    /** All of an image. */
    static Window of(ImageSize image) {
        return new Window(0, 0, image);
    }

    /** The part inside an image of this size, in its pixels. */
    Region inside(ImageSize image) {
        int x = Math.max(left, 0);
        int y = Math.max(top, 0);
        return new Region(
                x,
                y,
                Math.min(left + size.width(), image.width()) - x,
                Math.min(top + size.height(), image.height()) - y);
    }

    /** The map from that part to an input into which the whole window is letterboxed. */
    AxisAlignedTransform fromInside(ImageSize image, ImageSize input) {
        AxisAlignedTransform whole = Letterbox.fit(size, input);
        Region there = inside(image);
        return new AxisAlignedTransform(
                whole.scaleX(),
                whole.scaleY(),
                whole.offsetX() + whole.scaleX() * (there.left() - left),
                whole.offsetY() + whole.scaleY() * (there.top() - top));
    }

    /** A copy of its pixels; the image itself if that is all of it. */
    Image cut(Image image) {
        if (equals(of(image.size()))) {
            return image;
        }
        Region there = inside(image.size());
        byte[] out = new byte[3 * size.width() * size.height()];
        if (!there.size().equals(size)) {
            fill(out, Resampler.MEAN_COLOR);
        }
        for (int y = there.top(); y < there.bottom(); y++) {
            int from = 3 * (y * image.width() + there.left());
            int to = 3 * ((y - top) * size.width() + there.left() - left);
            System.arraycopy(image.rgb(), from, out, to, 3 * there.width());
        }
        return Image.of(size, out);
    }

    private static void fill(byte[] out, int color) {
        for (int i = 0; i < out.length; i += 3) {
            out[i] = (byte) (color >> 16);
            out[i + 1] = (byte) (color >> 8);
            out[i + 2] = (byte) color;
        }
    }
}
