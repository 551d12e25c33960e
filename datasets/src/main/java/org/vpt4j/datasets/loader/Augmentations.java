package org.vpt4j.datasets.loader;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A sequence of augmentations.
 *
 * @param steps in the order in which they are applied
 */
public record Augmentations(List<Augmentation> steps) implements Augmentation {
    public Augmentations {
        steps = List.copyOf(steps);
    }

    public static Augmentations of(Augmentation... steps) {
        return new Augmentations(List.of(steps));
    }

    /** No augmentation. */
    public static Augmentations none() {
        return of();
    }

    /** For images without a natural orientation: zoom of 0.7 to 1.5, flips in both directions, slight colour changes. */
    public static Augmentations standard() {
        return of(
                new ScaleCrop(0.7, 1.5, 0.25),
                new HorizontalFlip(0.5),
                new VerticalFlip(0.5),
                new ColorJitter(0.2, 0.2, 0.2));
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        Sample result = sample;
        for (Augmentation step : steps) {
            result = step.apply(result, random);
        }
        return result;
    }
}
