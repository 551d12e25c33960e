package org.vpt4j.samples.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.IntStream;

/** Learning rates to try: the default, and to both sides of it steps of half a power of ten. */
final class RateGrid {
    private RateGrid() {}

    /** So many rates, ascending, the default among them; an even number has one more above than below. */
    public static List<Double> around(double rate, int count) {
        int below = (count - 1) / 2;
        return IntStream.range(0, count)
                .mapToObj(i -> rounded(rate * Math.pow(10, (i - below) / 2.0)))
                .toList();
    }

    /** To three digits: rates are written down and read by people. */
    private static double rounded(double value) {
        return new BigDecimal(value).round(new MathContext(3)).doubleValue();
    }
}
