package org.vpt4j.datasets.loader;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Several augmentations, one after the other.
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

    /** Every image as it is. */
    public static Augmentations none() {
        return of();
    }

    /** For images without an up and down: zoom of 0.7 to 1.5, flips in both directions, mild changes of colour. */
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
