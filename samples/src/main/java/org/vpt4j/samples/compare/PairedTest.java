package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.TTest;

/**
 * Whether two methods that ran with the same seeds differ by more than chance, from the differences per seed.
 *
 * <p>Two tests. The paired t-test assumes normally distributed differences. The sign-flip test only assumes that without
 * an effect each difference could as well have had the opposite sign; it enumerates all 2ⁿ choices of signs, so with n
 * seeds p cannot be below 2 / 2ⁿ: 0.25 with three, 0.0625 with five.
 *
 * @param pairs number of seeds that both ran with
 * @param difference mean of (first − second)
 * @param halfWidth the difference's 95 % confidence interval is ± this much, which is also the smallest difference
 *     that this test alone, without correction for other tests, can detect; NaN with fewer than two pairs
 * @param tTest two-sided p of the paired t-test; NaN with fewer than two pairs, or if all differences are equal
 * @param signFlip two-sided p of the sign-flip test; NaN with fewer than two pairs
 */
record PairedTest(int pairs, double difference, double halfWidth, double tTest, double signFlip) {
    /** With more pairs, 2ⁿ choices take too long. */
    private static final int MOST_PAIRS = 20;

    /** @throws IllegalArgumentException if the lists differ in length, are empty, or hold more than twenty values */
    public static PairedTest of(List<Double> first, List<Double> second) {
        int n = first.size();
        if (n != second.size() || n == 0 || n > MOST_PAIRS) {
            throw new IllegalArgumentException(
                    n + " and " + second.size() + " values are not pairs of 1 to " + MOST_PAIRS);
        }
        double[] differences = IntStream.range(0, n)
                .mapToDouble(i -> first.get(i) - second.get(i))
                .toArray();
        Spread spread =
                Spread.of(IntStream.range(0, n).mapToObj(i -> differences[i]).toList());
        if (n < 2) {
            return new PairedTest(n, spread.mean(), Double.NaN, Double.NaN, Double.NaN);
        }
        double quantile = TDistribution.of(n - 1).inverseSurvivalProbability(0.025);
        double p =
                spread.deviation() > 0 ? TTest.withDefaults().test(differences).getPValue() : Double.NaN;
        return new PairedTest(n, spread.mean(), quantile * spread.deviation() / Math.sqrt(n), p, signFlip(differences));
    }

    private static double signFlip(double[] differences) {
        double sum = 0;
        for (double difference : differences) {
            sum += difference;
        }
        double observed = Math.abs(sum) * (1 - 1e-12); // so that rounding does not separate equal sums
        int choices = 1 << differences.length;
        int asFar = 0;
        for (int signs = 0; signs < choices; signs++) {
            double flipped = 0;
            for (int i = 0; i < differences.length; i++) {
                flipped += (signs >> i & 1) == 0 ? differences[i] : -differences[i];
            }
            asFar += Math.abs(flipped) >= observed ? 1 : 0;
        }
        return (double) asFar / choices;
    }

    /** The smallest p that the sign-flip test can give with this many pairs. */
    public static double leastSignFlip(int pairs) {
        return 2.0 / (1L << pairs);
    }

    /**
     * Holm's step-down correction of p-values for several tests, in the same order; NaN stays NaN and does not count as
     * a test.
     */
    public static List<Double> holm(List<Double> values) {
        List<Integer> order = IntStream.range(0, values.size())
                .filter(i -> !Double.isNaN(values.get(i)))
                .boxed()
                .sorted(Comparator.comparingDouble(values::get))
                .toList();
        List<Double> adjusted = new ArrayList<>(values);
        double before = 0;
        for (int rank = 0; rank < order.size(); rank++) {
            int at = order.get(rank);
            before = Math.max(before, Math.min(1, (order.size() - rank) * values.get(at)));
            adjusted.set(at, before);
        }
        return adjusted;
    }
}
