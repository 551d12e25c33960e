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

    /** The MLP has two thirds of a layer's products with weights (Dosovitskiy et al. 2021); norms and sums take the rest. */
    private static final double LAYER = 1.9;

    /** Epochs that a run shall have the time for, and what they may take of it together with the features. */
    private static final int LEAST_EPOCHS = 6;

    private static final double MOST = 0.7;

    /** The time of a training step for an image, with cached features, in that of the image's features. */
    private static final double STEP = 0.6;

    /** The share that the augmented views may take. */
    private static final double VIEWS = 0.2;

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

    /**
     * Which longer sides leave the time for a few epochs.
     *
     * @param images sizes of all training and validation images
     * @param training how many of them are trained on
     */
    IntPredicate affordable(List<ImageSize> images, int training, double runSeconds) {
        double worth = images.size() + LEAST_EPOCHS * STEP * training;
        return side -> worth * seconds(InputSize.ofLonger(side).resolve(images, encoder.patch())) <= MOST * runSeconds;
    }

    /** How many augmented views of each training image a run has the time for: 0 to {@value #MOST_VIEWS}. */
    int views(ImageSize input, int trainingImages, double runSeconds) {
        double fitting = VIEWS * runSeconds / (trainingImages * seconds(input));
        return (int) Math.min(MOST_VIEWS, Math.floor(fitting));
    }
}
