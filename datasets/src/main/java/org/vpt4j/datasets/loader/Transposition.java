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

    private static Image swap(Image image) {
        byte[] from = image.rgb();
        byte[] to = new byte[from.length];
        int stride = image.width() * 3;
        int at = 0;
        for (int x = 0; x < stride; x += 3) {
            for (int i = x; i < from.length; i += stride, at += 3) {
                to[at] = from[i];
                to[at + 1] = from[i + 1];
                to[at + 2] = from[i + 2];
            }
        }
        return Image.of(new ImageSize(image.height(), image.width()), to);
    }
}
