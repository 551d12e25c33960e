package org.vpt4j.detect.train;

import java.util.List;
import java.util.function.IntPredicate;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.image.ImageSize;

/**
 * A rough estimate of the time that an encoder needs on this machine, before it is loaded: good enough to choose an input
 * size and a number of views by.
 *
 * @param layerSeconds time of one layer's MLP for {@value #TOKENS} tokens
 */
record FeatureTime(EncoderConfig encoder, double layerSeconds) {
    private static final int TOKENS = Precision.Trial.TOKENS;

    /** The MLP has two thirds of a layer's products with weights (Dosovitskiy et al. 2021). */
    private static final double LAYER = 1.5;

    /** The share of a run's time that one pass over the images may take, so that the rest can train on it. */
    private static final double ONE_PASS = 0.35;

    /** The share that the augmented views may take. */
    private static final double VIEWS = 0.25;

    static final int MOST_VIEWS = 15;

    static FeatureTime of(EncoderConfig encoder, Precision.Trial trial, Precision precision) {
        return new FeatureTime(encoder, trial.milliseconds(precision) / 1000);
    }

    /** Seconds for an image. */
    double seconds(ImageSize input) {
        long patch = (long) encoder.patch() * encoder.patch();
        double tokens = (double) input.width() * input.height() / patch;
        // attention grows with the square: its share of a layer is tokens to 6 D in products, and twice that in time
        double attention = 1 + tokens / (3.0 * encoder.width());
        return encoder.depth() * layerSeconds * LAYER * attention * tokens / TOKENS;
    }

    /** Which longer sides let one pass over these images take a fair share of the run's time. */
    IntPredicate affordable(List<ImageSize> images, double runSeconds) {
        return side -> images.size() * seconds(InputSize.ofLonger(side).resolve(images, encoder.patch()))
                <= ONE_PASS * runSeconds;
    }

    /** How many augmented views of each training image a run has the time for: 0 to {@value #MOST_VIEWS}. */
    int views(ImageSize input, int trainingImages, double runSeconds) {
        double fitting = VIEWS * runSeconds / (trainingImages * seconds(input));
        return (int) Math.min(MOST_VIEWS, Math.floor(fitting));
    }
}
