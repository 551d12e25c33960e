package org.vpt4j.datasets.loader;

import java.util.List;
import java.util.random.RandomGenerator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

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
        return new Sample(image, new Window(left, top, window), visible);
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
}
