package org.vpt4j.samples.compare;

import java.util.List;
import java.util.Locale;

/**
 * Repeated measurements of one number.
 *
 * @param count number of measurements
 * @param mean NaN if there are none
 * @param deviation sample standard deviation (with n − 1); NaN with fewer than two
 */
record Spread(int count, double mean, double deviation) {

    /** NaN values are ignored: they were not measured. */
    public static Spread of(List<Double> values) {
        double[] measured = values.stream()
                .filter(v -> !Double.isNaN(v))
                .mapToDouble(v -> v)
                .toArray();
        if (measured.length == 0) {
            return new Spread(0, Double.NaN, Double.NaN);
        }
        double sum = 0;
        for (double value : measured) {
            sum += value;
        }
        double mean = sum / measured.length;
        double squares = 0;
        for (double value : measured) {
            squares += (value - mean) * (value - mean);
        }
        return new Spread(
                measured.length, mean, measured.length < 2 ? Double.NaN : Math.sqrt(squares / (measured.length - 1)));
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** {@code 0.562 ± 0.004}; only the mean if there is no spread; a dash if there is nothing. */
    public String text(int decimals) {
        if (isEmpty()) {
            return "–";
        }
        String mean = String.format(Locale.ROOT, "%." + decimals + "f", this.mean);
        return Double.isNaN(deviation) ? mean : mean + String.format(Locale.ROOT, " ± %." + decimals + "f", deviation);
    }
}
