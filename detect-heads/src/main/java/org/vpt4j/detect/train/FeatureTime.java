package org.vpt4j.detect.train;

import java.util.List;
import java.util.function.IntPredicate;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.image.ImageSize;

/**
 * A rough estimate of the time that features and training steps need on this machine, before the encoder is loaded: good
 * enough to choose an input size and a number of views by. Its factors were fitted to measured runs with ViT-S/14 on two
 * cores, at 432 and 1296 tokens.
 *
 * @param products time of one layer's MLP for {@value #TOKENS} tokens
 * @param others the same in float32: what is no product with weights takes time in proportion to it
 * @param attention of that, what attention takes with {@value #TOKENS} tokens
 */
record FeatureTime(EncoderConfig encoder, double products, double others, double attention) {
    private static final int TOKENS = Precision.Trial.TOKENS;

    /** The MLP has two thirds of a layer's products with weights (Dosovitskiy et al. 2021). */
    private static final double PRODUCTS = 1.5;

    private static final double NORMS = 0.35; // and GELU and sums, in the time of an MLP in float32
    private static final double ATTENTION = 0.9;
    private static final double HALF_ATTENTION = 0.55; // in 16 bits, without a gradient
    private static final double ATTENTION_WIDTH = 384; // for which these hold
    private static final double READING = 0.03; // seconds to decode and scale an image

    /**
     * The head's forward and backward pass: convolutions, and all else, in the time of an MLP. Fitted to a former head on two
     * cores, and scaled to this one by what a step of each takes on one core.
     */
    private static final double HEAD_PRODUCTS = 5;

    private static final double HEAD_OTHERS = 1.9;

    /** Forward and backward pass of a tuned layer, in the time of a forward pass. */
    private static final double TUNED = 3;

    /** What epochs and features may take of a run's time. */
    private static final double MOST = 0.8;

    /** The share that the augmented views may take. */
    private static final double VIEWS = 0.3;

    /** Fewer show an epoch little that is new: plain features, flipped, are then better. */
    private static final int LEAST_VIEWS = 3;

    static final int MOST_VIEWS = 15;

    static FeatureTime of(EncoderConfig encoder, Precision.Trial trial, Precision precision) {
        return new FeatureTime(
                encoder,
                trial.milliseconds(precision) / 1000,
                trial.milliseconds(Precision.FLOAT32) / 1000,
                precision == Precision.BFLOAT16 ? HALF_ATTENTION : ATTENTION);
    }

    /** Seconds for the features of an image. */
    double seconds(ImageSize input) {
        return READING + encoder.depth() * layer(input, attention);
    }

    /** Seconds for an image in a training step, with the features of all layers below the tuned ones at hand. */
    double stepSeconds(ImageSize input, int tunedLayers) {
        double head = tokens(input) / TOKENS * (HEAD_PRODUCTS * products + HEAD_OTHERS * others);
        return head + tunedLayers * TUNED * layer(input, ATTENTION);
    }

    private double layer(ImageSize input, double attention) {
        double tokens = tokens(input) / TOKENS;
        double square = attention * others * tokens * ATTENTION_WIDTH / encoder.width();
        return tokens * (PRODUCTS * products + NORMS * others + square);
    }

    private double tokens(ImageSize input) {
        return (double) input.width() * input.height() / ((long) encoder.patch() * encoder.patch());
    }

    /**
     * Which longer sides leave the time for a training.
     *
     * @param images sizes of all training and validation images
     * @param trained how many images are trained on in all epochs together
     * @param tunedLayers from the lowest tuned layer to the last
     */
    IntPredicate affordable(List<ImageSize> images, long trained, int tunedLayers, double runSeconds) {
        return side -> {
            ImageSize input = InputSize.ofLonger(side).resolve(images, encoder.patch());
            double features = images.size() * seconds(input);
            return features + trained * stepSeconds(input, tunedLayers) <= MOST * runSeconds;
        };
    }

    /** How many augmented views of each training image a run has the time for: none, or 3 to {@value #MOST_VIEWS}. */
    int views(ImageSize input, int trainingImages, double runSeconds) {
        double fitting = VIEWS * runSeconds / (trainingImages * seconds(input));
        return fitting < LEAST_VIEWS ? 0 : (int) Math.min(MOST_VIEWS, Math.floor(fitting));
    }
}
