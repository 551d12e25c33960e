package org.vpt4j.samples.compare;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * How much a difference between two methods depends on the choice of images: resampled with replacement, the same for
 * both methods (paired bootstrap, percentile interval).
 *
 * @param low lower end of the 95 % interval of the difference
 * @param high upper end
 * @param resamples number of resamples
 */
record ImageBootstrap(double low, double high, int resamples) {
    private static final double TAIL = 0.025;

    /**
     * Computes the interval.
     *
     * @param images number of images
     * @param first for each seed, its score for a choice of images (how often each counts); their mean is used
     * @param second the same for the other method
     * @param seed of the resampling
     */
    public static ImageBootstrap of(
            int images,
            List<ToDoubleFunction<int[]>> first,
            List<ToDoubleFunction<int[]>> second,
            int resamples,
            long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] differences = new double[resamples];
        for (int r = 0; r < resamples; r++) {
            int[] counts = new int[images];
            for (int i = 0; i < images; i++) {
                counts[random.nextInt(images)]++;
            }
            differences[r] = mean(first, counts) - mean(second, counts);
        }
        Arrays.sort(differences);
        return new ImageBootstrap(quantile(differences, TAIL), quantile(differences, 1 - TAIL), resamples);
    }

    private static double mean(List<ToDoubleFunction<int[]>> scores, int[] counts) {
        return scores.stream()
                .mapToDouble(score -> score.applyAsDouble(counts))
                .average()
                .orElse(Double.NaN);
    }

    /** Linear interpolation, NumPy's default. */
    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /** Whether zero, no difference, is outside the interval. */
    public boolean excludesZero() {
        return low > 0 || high < 0;
    }
}
