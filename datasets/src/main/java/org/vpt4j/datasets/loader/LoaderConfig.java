package org.vpt4j.datasets.loader;

import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;

/**
 * How images become batches.
 *
 * @param input size of the pixels that the encoder sees; images are letterboxed onto it
 * @param normalization what the encoder expects
 * @param batchSize images in a batch, at least 1; the last batch of an epoch may have fewer
 * @param shuffled whether each epoch has a new random order; otherwise the dataset's order is kept
 * @param augmentations what is done to each image before the letterbox
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
            throw new IllegalArgumentException("a batch needs at least one image, not " + batchSize);
        }
    }

    /** Every image once, as it is, in the order of the dataset: for evaluation and for caching features. */
    public static LoaderConfig plain(ImageSize input, Normalization normalization, int batchSize) {
        return new LoaderConfig(input, normalization, batchSize, false, Augmentations.none(), 0);
    }

    /** Shuffled and augmented. */
    public static LoaderConfig training(
            ImageSize input, Normalization normalization, int batchSize, Augmentations augmentations, long seed) {
        return new LoaderConfig(input, normalization, batchSize, true, augmentations, seed);
    }
}
