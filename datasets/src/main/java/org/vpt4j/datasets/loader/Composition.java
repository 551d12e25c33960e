package org.vpt4j.datasets.loader;

import java.util.random.RandomGenerator;

/**
 * A random change of an image that takes parts of other images. It decodes one other image at a time, and depends on nothing
 * but the samples and the random numbers.
 */
interface Composition {
    /**
     * The changed sample; the given one is not modified.
     *
     * @param index of the sample in the source
     * @param samples where others are read
     * @param random for every random choice
     */
    Sample apply(Sample sample, int index, SampleSource samples, RandomGenerator random);
}
