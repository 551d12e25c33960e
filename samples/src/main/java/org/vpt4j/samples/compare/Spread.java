package org.vpt4j.samples.compare;

import java.util.List;
import java.util.Locale;

/**
 * Repeated measurements of one number.
 *
 * @param count how many
 * @param mean NaN if there is none
 * @param deviation sample standard deviation (of n − 1); NaN with fewer than two
 */
record Spread(int count, double mean, double deviation) {

    /** Values that are NaN are left out: they were not measured. */
    public static Spread of(List<Double> values) {
        double[] there = values.stream()
                .filter(v -> !Double.isNaN(v))
                .mapToDouble(v -> v)
                .toArray();
        if (there.length == 0) {
            return new Spread(0, Double.NaN, Double.NaN);
        }
        double sum = 0;
        for (double value : there) {
            sum += value;
        }
        double mean = sum / there.length;
        double squares = 0;
        for (double value : there) {
            squares += (value - mean) * (value - mean);
        }
        return new Spread(there.length, mean, there.length < 2 ? Double.NaN : Math.sqrt(squares / (there.length - 1)));
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** {@code 0.562 ± 0.004}; the mean alone where there is no spread; a dash where there is nothing. */
    public String text(int decimals) {
        if (isEmpty()) {
            return "–";
        }
        String mean = String.format(Locale.ROOT, "%." + decimals + "f", this.mean);
        return Double.isNaN(deviation) ? mean : mean + String.format(Locale.ROOT, " ± %." + decimals + "f", deviation);
    }
}
