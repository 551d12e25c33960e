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
 * @param loading with what effort; it has no influence on the batches, unless it is balanced
 */
public record LoaderConfig(
        ImageSize input,
        Normalization normalization,
        int batchSize,
        boolean shuffled,
        Augmentations augmentations,
        long seed,
        Loading loading) {
    private static final long MOST_BYTES = 256L << 20;
    private static final int PART_OF_HEAP = 8;
    private static final int MOST_THREADS = 4;

    public LoaderConfig {
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch needs at least one image, but its size is " + batchSize);
        }
    }

    /** With the usual effort. */
    public LoaderConfig(
            ImageSize input,
            Normalization normalization,
            int batchSize,
            boolean shuffled,
            Augmentations augmentations,
            long seed) {
        this(input, normalization, batchSize, shuffled, augmentations, seed, Loading.usual());
    }

    /**
     * How images are loaded.
     *
     * @param threads that prepare images at the same time, at least 1
     * @param cacheBytes memory for decoded images that are kept for the next epochs, 3 bytes a pixel
     * @param balanced whether a shuffled epoch has images of rare classes more than once and others less often; it has as
     *     many images as without
     */
    public record Loading(int threads, long cacheBytes, boolean balanced) {
        public Loading {
            if (threads < 1 || cacheBytes < 0) {
                throw new IllegalArgumentException(
                        "at least 1 thread and 0 bytes are needed, got " + threads + " and " + cacheBytes);
            }
        }

        /** A thread for each processor, up to 4, and an eighth of the heap, up to 256 MB. */
        public static Loading usual() {
            int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
            return new Loading(
                    threads, Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_HEAP), false);
        }
    }

    /** The same with another effort. */
    public LoaderConfig with(Loading other) {
        return new LoaderConfig(input, normalization, batchSize, shuffled, augmentations, seed, other);
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
