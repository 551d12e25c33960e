package org.vpt4j.datasets.format;

import java.util.OptionalDouble;

/**
 * A line of a file in a dataset, with which findings and error messages begin.
 *
 * @param file path of the file, in findings relative to the dataset's root and with {@code /}
 * @param line line number from 1, or 0 for the whole file
 */
public record FilePosition(String file, int line) {
    /** The whole file. */
    public static FilePosition of(String file) {
        return new FilePosition(file, 0);
    }

    /**
     * Parses a number that was read at this position.
     *
     * @param field its name, for the message
     * @throws DatasetException if the text is not a finite number
     */
    public double number(String field, String text) {
        return finite(text)
                .orElseThrow(
                        () -> new DatasetException(this + ": " + field + " must be a number, but is '" + text + "'"));
    }

    /** The number that the text is; empty for {@code NaN}, {@code Infinity} and everything that is not a number. */
    static OptionalDouble finite(String text) {
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** {@code a.xml line 14} */
    @Override
    public String toString() {
        return line > 0 ? file + " line " + line : file;
    }
}
