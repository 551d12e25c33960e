package org.vpt4j.datasets.loader;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The randomness of an epoch: the order of the images, and a stream of random numbers for each image.
 *
 * <p>It depends only on seed, epoch and image index, so that threads and restarts have no influence.
 *
 * @param seed of the run
 * @param epoch from 0
 */
public record EpochRandom(long seed, int epoch) {
    private static final int ORDER = -1;
    private static final int SAMPLING = -2;
    private static final int COMPOSITION = 1;

    /** The numbers from 0 to {@code count - 1} in random order (Fisher-Yates). */
    public int[] order(int count) {
        RandomGenerator random = stream(ORDER);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /** The same epoch for an image that is in it again: other random numbers. */
    EpochRandom again(int times) {
        return times == 0 ? this : new EpochRandom(mix(seed + times), epoch);
    }

    /** The random numbers of one image. */
    public RandomGenerator ofImage(int index) {
        return stream(index);
    }

    /** Those that decide how an image is composed with others, apart from what happens to it afterwards. */
    RandomGenerator ofComposition(int index) {
        return new SplittableRandom(mix(mix(mix(mix(seed) + epoch) + index) + COMPOSITION));
    }

    /** Those that decide how often each image comes up. */
    RandomGenerator ofSampling() {
        return stream(SAMPLING);
    }

    private RandomGenerator stream(int index) {
        return new SplittableRandom(mix(mix(mix(seed) + epoch) + index));
    }

    /** The finaliser of SplitMix64 (Steele et al. 2014): similar inputs give unrelated outputs. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
