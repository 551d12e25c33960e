package org.vpt4j.datasets.loader;

import java.util.List;
import java.util.random.RandomGenerator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;

/**
 * Swaps top and bottom: for images taken from above or through a microscope.
 *
 * @param probability of a flip, in [0, 1]
 */
record VerticalFlip(double probability) implements SampleChange {
    public VerticalFlip {
        SampleChange.requireProbability(probability);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return sample;
        }
        int height = sample.image().height();
        List<Annotation> annotations = sample.annotations().stream()
                .map(a -> a.at(mirror(a.box(), height)))
                .toList();
        return new Sample(mirror(sample.image()), annotations);
    }

    private static Box mirror(Box box, int height) {
        return new Box(box.x1(), height - box.y2(), box.x2(), height - box.y1());
    }

    private static Image mirror(Image image) {
        byte[] from = image.rgb();
        byte[] to = new byte[from.length];
        int stride = image.width() * 3;
        for (int row = 0; row < from.length; row += stride) {
            System.arraycopy(from, row, to, from.length - stride - row, stride);
        }
        return Image.of(image.size(), to);
    }
}
