package org.vpt4j.datasets.format;

/**
 * A place in the files of a dataset.
 *
 * @param file path relative to the dataset's root, with {@code /}
 * @param line line number from 1, or 0 where the whole file is meant
 */
public record Place(String file, int line) {
    public static Place of(String file) {
        return new Place(file, 0);
    }

    /** {@code a.xml line 14} */
    @Override
    public String toString() {
        return line > 0 ? file + " line " + line : file;
    }
}
