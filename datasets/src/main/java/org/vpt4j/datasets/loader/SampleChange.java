package org.vpt4j.datasets.loader;

import java.util.random.RandomGenerator;

/**
 * A random change of an image and its boxes. Stateless: the same sample and random numbers give the same result, in any
 * thread.
 */
interface SampleChange {
    /**
     * The changed sample; the given one is not modified.
     *
     * @param random for every random choice
     */
    Sample apply(Sample sample, RandomGenerator random);

    /** Checks that a probability is in [0, 1]. */
    static void requireProbability(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability must be in [0, 1], but is " + probability);
        }
    }
}
