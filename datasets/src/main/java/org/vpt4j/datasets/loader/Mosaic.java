package org.vpt4j.datasets.loader;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Resampler;

/**
 * Four images in one (Bochkovskiy et al. 2020, YOLOv4): the image and three others of the dataset, drawn at random, fill the
 * four parts of an image of the same size, which a random point divides. Each is scaled to fit the whole image, times a
 * random zoom, and its part shows a random window of it, padded with ImageNet's mean colour where it is smaller.
 *
 * @param minZoom above 0
 * @param maxZoom at least {@code minZoom}; each zoom is uniform between the two
 * @param margin smallest fraction of width and height that a part gets, in (0, 0.5]
 * @param clipping of the boxes, which their part's window cuts
 */
record Mosaic(double minZoom, double maxZoom, double margin, Clipping clipping) implements Composition {
    private static final int PARTS = 4;

    public Mosaic {
        if (!(minZoom > 0 && minZoom <= maxZoom && maxZoom < 100) || !(margin > 0 && margin <= 0.5)) {
            throw new IllegalArgumentException("0 < minZoom <= maxZoom < 100 and 0 < margin <= 0.5 are needed, got "
                    + minZoom + ", " + maxZoom + ", " + margin);
        }
    }

    /** A part of the mosaic, in its pixels. */
    private record Part(int left, int top, ImageSize size) {
        Box window() {
            return Box.ofXywh(left, top, size.width(), size.height());
        }
    }

    @Override
    public Sample apply(Sample sample, int index, SampleSource samples, RandomGenerator random) {
        ImageSize size = sample.image().size();
        if (Math.min(size.width(), size.height()) < 2) {
            return sample; // no room for four
        }
        byte[] pixels = new byte[sample.image().rgb().length];
        List<Annotation> kept = new ArrayList<>();
        int own = random.nextInt(PARTS);
        List<Part> parts = parts(size, cut(size.width(), random), cut(size.height(), random));
        for (int i = 0; i < PARTS; i++) {
            Sample shown = i == own ? sample : samples.read(other(index, samples, random));
            kept.addAll(draw(shown, parts.get(i), size, pixels, random));
        }
        return new Sample(Image.of(size, pixels), kept);
    }

    private int cut(int length, RandomGenerator random) {
        double fraction = margin + (1 - 2 * margin) * random.nextDouble();
        return (int) Math.max(1, Math.min(length - 1, Math.round(length * fraction)));
    }

    private static List<Part> parts(ImageSize size, int x, int y) {
        int right = size.width() - x;
        int lower = size.height() - y;
        return List.of(
                new Part(0, 0, new ImageSize(x, y)),
                new Part(x, 0, new ImageSize(right, y)),
                new Part(0, y, new ImageSize(x, lower)),
                new Part(x, y, new ImageSize(right, lower)));
    }

    /** Any other image of the dataset, or the same if there is no other. */
    private static int other(int index, SampleSource samples, RandomGenerator random) {
        int others = samples.dataset().images().size() - 1;
        int drawn = random.nextInt(Math.max(1, others));
        return others > 0 && drawn >= index ? drawn + 1 : drawn;
    }

    /** Draws one part and returns its boxes in pixels of the mosaic. */
    private List<Annotation> draw(Sample shown, Part part, ImageSize size, byte[] pixels, RandomGenerator random) {
        ImageSize own = shown.image().size();
        double zoom = minZoom + (maxZoom - minZoom) * random.nextDouble();
        double scale = zoom * Letterbox.fit(own, size).scaleX();
        double x = (part.size().width() - own.width() * scale) * random.nextDouble();
        double y = (part.size().height() - own.height() * scale) * random.nextDouble();
        Image drawn = Resampler.resample(shown.image(), new AxisAlignedTransform(scale, scale, x, y), part.size());
        int length = 3 * part.size().width();
        for (int row = 0; row < part.size().height(); row++) {
            int to = 3 * ((part.top() + row) * size.width() + part.left());
            System.arraycopy(drawn.rgb(), row * length, pixels, to, length);
        }
        AxisAlignedTransform placed = new AxisAlignedTransform(scale, scale, x + part.left(), y + part.top());
        return clipping.clip(shown.annotations(), placed::toInput, part.window());
    }
}
