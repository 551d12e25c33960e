package org.vpt4j.datasets.format;

import java.util.OptionalDouble;

/**
 * A line of a file in a dataset, or an entry of one of its lists, with which findings and error messages begin.
 *
 * @param file path of the file, in findings relative to the dataset's root and with {@code /}
 * @param line line number from 1, or 0 for the whole file
 * @param list name of the list, if the line does not tell the place; else empty
 * @param index number of the entry in it, from 0
 */
public record FilePosition(String file, int line, String list, int index) {
    /** A line, counted from 1. */
    public FilePosition(String file, int line) {
        this(file, line, "", 0);
    }

    /** The entry of a list that begins in a line. JSON that a program wrote is often one line: there the entry is the place. */
    static FilePosition ofEntry(String file, int line, String list, int index) {
        return line > 1 ? new FilePosition(file, line) : new FilePosition(file, line, list, index);
    }

    /** The same place, in a file that is named otherwise. */
    FilePosition in(String other) {
        return new FilePosition(other, line, list, index);
    }

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

    /** {@code a.xml line 14}, {@code a.json line 1, annotations[3]} */
    @Override
    public String toString() {
        String place = line > 0 ? file + " line " + line : file;
        return list.isEmpty() ? place : place + ", " + list + "[" + index + "]";
    }
}
