package org.vpt4j.datasets.loader;

import java.util.List;
import java.util.random.RandomGenerator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Resampler;

/**
 * Zooms in or out without resampling: crops a window of 1/zoom of the width and height at a random position, or, for a
 * zoom below 1, pads the image with ImageNet's mean colour at random on all sides. The letterbox that follows does the
 * scaling.
 *
 * <p>Boxes are clipped to the window; a box is dropped if too little of it is visible.
 *
 * @param minZoom above 0
 * @param maxZoom at least {@code minZoom}; the zoom is uniform between the two
 * @param minVisible fraction of a box's area that must be visible to keep it, in (0, 1]
 */
record ScaleCrop(double minZoom, double maxZoom, double minVisible) implements SampleChange {
    public ScaleCrop {
        if (!(minZoom > 0 && minZoom <= maxZoom && maxZoom < 100) || !(minVisible > 0 && minVisible <= 1)) {
            throw new IllegalArgumentException("0 < minZoom <= maxZoom < 100 and 0 < minVisible <= 1 are needed, got "
                    + minZoom + ", " + maxZoom + ", " + minVisible);
        }
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        Image image = sample.image();
        double zoom = minZoom + random.nextDouble() * (maxZoom - minZoom);
        ImageSize window = new ImageSize(scaled(image.width(), zoom), scaled(image.height(), zoom));
        int left = position(image.width() - window.width(), random.nextDouble());
        int top = position(image.height() - window.height(), random.nextDouble());
        List<Annotation> visible = new Clipping(minVisible)
                .clip(sample.annotations(), box -> moved(box, left, top), Clipping.whole(window));
        return new Sample(cut(image, left, top, window), visible);
    }

    private static Box moved(Box box, int left, int top) {
        return new Box(box.x1() - left, box.y1() - top, box.x2() - left, box.y2() - top);
    }

    private static int scaled(int length, double zoom) {
        return (int) Math.max(1, Math.round(length / zoom));
    }

    /** Where the window starts, between 0 and the room left, which is negative for a window larger than the image. */
    private static int position(int room, double fraction) {
        return (int) Math.round(room * fraction);
    }

    private static Image cut(Image image, int left, int top, ImageSize window) {
        byte[] out = new byte[3 * window.width() * window.height()];
        if (window.width() > image.width() || window.height() > image.height()) {
            fill(out, Resampler.MEAN_COLOR);
        }
        int x = Math.max(left, 0);
        int length = Math.min(left + window.width(), image.width()) - x;
        int bottom = Math.min(top + window.height(), image.height());
        for (int y = Math.max(top, 0); y < bottom; y++) {
            int from = 3 * (y * image.width() + x);
            int to = 3 * ((y - top) * window.width() + x - left);
            System.arraycopy(image.rgb(), from, out, to, 3 * length);
        }
        return Image.of(window, out);
    }

    private static void fill(byte[] out, int color) {
        for (int i = 0; i < out.length; i += 3) {
            out[i] = (byte) (color >> 16);
            out[i + 1] = (byte) (color >> 8);
            out[i + 2] = (byte) color;
        }
    }
}
