package org.vpt4j.detect.metric;

import java.util.Arrays;

/** The order of falling scores; of equal scores the earlier one comes first. */
final class ScoreOrder {

    private ScoreOrder() {}

    /** Positions in {@code scores}, the highest score first. */
    static int[] of(double[] scores) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        // Not Double.compare: it would order 0.0 before -0.0, which are equal scores.
        Arrays.sort(order, (a, b) -> scores[a] > scores[b] ? -1 : scores[a] < scores[b] ? 1 : 0);
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }
}
