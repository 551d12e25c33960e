package org.vpt4j.datasets.loader;

import java.util.random.RandomGenerator;

/**
 * A random change of an image that its boxes follow.
 *
 * <p>Stateless: the same sample and the same random numbers give the same result, in any thread.
 */
interface Augmentation {
    /**
     * The changed sample; the given one stays as it is.
     *
     * @param random source of every choice
     */
    Sample apply(Sample sample, RandomGenerator random);
}
