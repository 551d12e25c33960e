package org.vpt4j.datasets.loader;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Changes of one image, one after the other.
 *
 * @param steps in the order in which they are applied
 */
record AugmentationSequence(List<SampleChange> steps) implements SampleChange {
    public AugmentationSequence {
        steps = List.copyOf(steps);
    }

    static AugmentationSequence of(SampleChange... steps) {
        return new AugmentationSequence(List.of(steps));
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        Sample result = sample;
        for (SampleChange step : steps) {
            result = step.apply(result, random);
        }
        return result;
    }
}
