package org.vpt4j.datasets.loader;

import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;

/**
 * How images become batches.
 *
 * @param input input size of the encoder, to which images are letterboxed
 * @param normalization of the encoder
 * @param batchSize images in a batch, at least 1; the last batch of an epoch may have fewer
 * @param shuffled whether each epoch has a random order; else it is that of the dataset
 * @param augmentations of each image before the letterbox
 * @param seed of order and augmentations
 */
public record LoaderConfig(
        ImageSize input,
        Normalization normalization,
        int batchSize,
        boolean shuffled,
        Augmentations augmentations,
        long seed) {
    public LoaderConfig {
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch needs at least one image, but its size is " + batchSize);
        }
    }

    /** Not augmented, in the order of the dataset: for evaluation and for caching features. */
    public static LoaderConfig plain(ImageSize input, Normalization normalization, int batchSize) {
        return new LoaderConfig(input, normalization, batchSize, false, Augmentations.none(), 0);
    }

    /** Shuffled and augmented. */
    public static LoaderConfig training(
            ImageSize input, Normalization normalization, int batchSize, Augmentations augmentations, long seed) {
        return new LoaderConfig(input, normalization, batchSize, true, augmentations, seed);
    }
}
