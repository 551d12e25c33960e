package org.vpt4j.datasets.loader;

import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;

/**
 * How images become batches.
 *
 * @param input input size of the encoder, to which images are letterboxed
 * @param normalization of the encoder
 * @param batchSize images in a batch, at least 1; the last batch of an epoch may have fewer
 * @param order of the images in an epoch
 * @param augmentations of each image before the letterbox
 * @param seed of order and augmentations
 * @param loading with what effort; it has no influence on the batches
 */
public record LoaderConfig(
        ImageSize input,
        Normalization normalization,
        int batchSize,
        Order order,
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
            Order order,
            Augmentations augmentations,
            long seed) {
        this(input, normalization, batchSize, order, augmentations, seed, Loading.usual());
    }

    /**
     * How images are loaded.
     *
     * @param threads that prepare images at the same time, at least 1
     * @param cacheBytes memory for decoded images that are kept for the next epochs, 3 bytes a pixel
     */
    public record Loading(int threads, long cacheBytes) {
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
                    threads, Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
        }
    }

    /** The same with another effort. */
    public LoaderConfig with(Loading other) {
        return new LoaderConfig(input, normalization, batchSize, order, augmentations, seed, other);
    }

    /** Not augmented, in the order of the dataset: for evaluation and for caching features. */
    public static LoaderConfig plain(ImageSize input, Normalization normalization, int batchSize) {
        return new LoaderConfig(input, normalization, batchSize, Order.AS_LISTED, Augmentations.none(), 0);
    }

    /** Shuffled and augmented. */
    public static LoaderConfig training(
            ImageSize input, Normalization normalization, int batchSize, Augmentations augmentations, long seed) {
        return new LoaderConfig(input, normalization, batchSize, Order.SHUFFLED, augmentations, seed);
    }

    /** The same with another order. */
    public LoaderConfig with(Order other) {
        return new LoaderConfig(input, normalization, batchSize, other, augmentations, seed, loading);
    }

    /** The order of the images in an epoch. */
    public enum Order {
        /** That of the dataset. */
        AS_LISTED,
        /** Random. */
        SHUFFLED,
        /** Random, and images of rare classes more often than others: {@link ImageSampling#balanced}. */
        BALANCED
    }
}
