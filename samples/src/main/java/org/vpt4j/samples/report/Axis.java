package org.vpt4j.samples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A range of numbers with round ticks.
 *
 * @param whole whether only whole numbers have ticks
 */
record Axis(double low, double high, boolean whole) {
    private static final int MOST_TICKS = 6;

    Axis(double low, double high) {
        this(low, high, false);
    }

    /** From 0 to the next round number. */
    static Axis fromZero(double high) {
        if (high <= 0) {
            return new Axis(0, 1);
        }
        double step = step(high);
        return new Axis(0, Math.ceil(high / step - 1e-9) * step);
    }

    /** The position of a value: 0 at the low end, 1 at the high end. */
    double position(double value) {
        return (value - low) / (high - low);
    }

    List<Double> ticks() {
        double step = step();
        List<Double> ticks = new ArrayList<>();
        for (double tick = Math.ceil(low / step - 1e-9) * step; tick <= high + step * 1e-6; tick += step) {
            ticks.add(tick);
        }
        return ticks;
    }

    String label(double tick) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step()) + 1e-9));
        return String.format(Locale.ROOT, "%." + decimals + "f", tick + 0.0); // no -0
    }

    private double step() {
        double step = step(high - low);
        return whole ? Math.max(1, step) : step;
    }

    /** 1, 2 or 5 times a power of ten, so that there are at most six ticks. */
    private static double step(double range) {
        double power = Math.pow(10, Math.floor(Math.log10(range / MOST_TICKS)));
        for (double factor : new double[] {1, 2, 5}) {
            if (range / (factor * power) <= MOST_TICKS) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
