package org.vpt4j.datasets.loader;

import java.util.List;
import java.util.random.RandomGenerator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;

/**
 * Swaps left and right.
 *
 * @param probability of a flip, in [0, 1]
 */
record HorizontalFlip(double probability) implements SampleChange {
    public HorizontalFlip {
        SampleChange.requireProbability(probability);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return sample;
        }
        int width = sample.image().width();
        List<Annotation> annotations = sample.annotations().stream()
                .map(a -> a.at(mirror(a.box(), width)))
                .toList();
        return new Sample(mirror(sample.image()), annotations);
    }

    private static Box mirror(Box box, int width) {
        return new Box(width - box.x2(), box.y1(), width - box.x1(), box.y2());
    }

    private static Image mirror(Image image) {
        byte[] from = image.rgb();
        byte[] to = new byte[from.length];
        int stride = image.width() * 3;
        for (int row = 0; row < from.length; row += stride) {
            for (int left = row, right = row + stride - 3; right >= row; left += 3, right -= 3) {
                to[left] = from[right];
                to[left + 1] = from[right + 1];
                to[left + 2] = from[right + 2];
            }
        }
        return Image.of(image.size(), to);
    }
}
