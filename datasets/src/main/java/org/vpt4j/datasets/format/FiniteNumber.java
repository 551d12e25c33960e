package org.vpt4j.datasets.format;

import java.util.OptionalDouble;

/** Numbers in the texts of annotation files. */
public final class FiniteNumber {
    private FiniteNumber() {}

    /** The number that a text is; nothing if it is none, or none to calculate with ({@code NaN}, {@code Infinity}). */
    public static OptionalDouble in(String text) {
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
