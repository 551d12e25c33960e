package org.vpt4j.datasets.loader;

import java.util.List;
import java.util.random.RandomGenerator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/**
 * Swaps rows and columns, and so width and height: with the two flips before it, every quarter turn and its mirror image,
 * all eight orientations.
 *
 * @param probability of a swap, in [0, 1]
 */
record Transposition(double probability) implements SampleChange {
    private static final int ROWS = 32;

    public Transposition {
        SampleChange.requireProbability(probability);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return sample;
        }
        List<Annotation> annotations =
                sample.annotations().stream().map(a -> a.at(swap(a.box()))).toList();
        return new Sample(swap(sample.image()), annotations);
    }

    private static Box swap(Box box) {
        return new Box(box.y1(), box.x1(), box.y2(), box.x2());
    }

    /** Some rows at a time: their pixels stay in the processor's cache while they become columns. */
    private static Image swap(Image image) {
        byte[] from = image.rgb();
        byte[] to = new byte[from.length];
        int width = image.width();
        int height = image.height();
        for (int top = 0; top < height; top += ROWS) {
            int bottom = Math.min(top + ROWS, height);
            for (int x = 0; x < width; x++) {
                for (int y = top; y < bottom; y++) {
                    int old = 3 * (y * width + x);
                    int at = 3 * (x * height + y);
                    to[at] = from[old];
                    to[at + 1] = from[old + 1];
                    to[at + 2] = from[old + 2];
                }
            }
        }
        return Image.of(new ImageSize(height, width), to);
    }
}
