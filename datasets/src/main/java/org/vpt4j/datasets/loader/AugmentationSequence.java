package org.vpt4j.datasets.loader;

import java.util.List;
import java.util.random.RandomGenerator;
import org.vpt4j.vision.image.Image;

/**
 * Changes of one image, one after the other: first those that move or cover objects, then those of colours, for which the
 * image has been scaled in between.
 *
 * @param steps in the order in which they are applied; a zoom that is last costs no copy
 * @param colors the same
 */
record AugmentationSequence(List<SampleChange> steps, List<ColorChange> colors) {
    AugmentationSequence {
        steps = List.copyOf(steps);
        colors = List.copyOf(colors);
    }

    static AugmentationSequence of(SampleChange... steps) {
        return new AugmentationSequence(List.of(steps), List.of());
    }

    AugmentationSequence with(ColorChange... changes) {
        return new AugmentationSequence(steps, List.of(changes));
    }

    /** The sample after the {@link #steps}. */
    Sample move(Sample sample, RandomGenerator random) {
        Sample result = sample;
        for (SampleChange step : steps) {
            result = step.apply(result, random);
        }
        return result;
    }

    /**
     * The scaled image in other {@link #colors}.
     *
     * @param random that has moved the sample
     */
    Image color(Image scaled, RandomGenerator random) {
        Image result = scaled;
        for (ColorChange change : colors) {
            result = change.apply(result, random);
        }
        return result;
    }
}
