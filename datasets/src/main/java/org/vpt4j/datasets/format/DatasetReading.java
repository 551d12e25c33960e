package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.Optional;
import org.vpt4j.vision.error.ConfigException;

/**
 * How a folder is read where looking at it is not enough.
 *
 * @param format key of the format, if it is not to be recognised
 * @param layout description of plain text labels, as {@code "x1 y1 x2 y2 class"}: {@link TextLayout} has the grammar
 * @param columns names of a table's columns, as {@code "image=path,xmin=left,…"}: {@link CsvColumns} has the grammar
 * @param classMap YAML file that renames, merges and drops classes: {@link ClassMap} has the grammar
 */
public record DatasetReading(
        Optional<String> format, Optional<String> layout, Optional<String> columns, Optional<Path> classMap) {
    private static final DatasetReading AUTOMATIC =
            new DatasetReading(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The format is recognised, and the classes are those of the files. */
    public static DatasetReading automatic() {
        return AUTOMATIC;
    }

    /**
     * The format of a folder.
     *
     * @throws ConfigException if two of format, layout and columns contradict each other, or one is malformed
     * @throws DatasetException if the folder is not in that format, or in no known one
     */
    public DatasetFormat formatOf(Path root) {
        if (layout.isPresent() && columns.isPresent()) {
            throw new ConfigException("layout: --layout describes text files and --columns a table; give one of them");
        }
        if (layout.isPresent()) {
            requireFormat("layout", "text");
            return required(new TextLayoutFormat(TextLayout.parse(layout.get())), root);
        }
        if (columns.isPresent()) {
            requireFormat("columns", "csv");
            return required(new CsvFormat(CsvColumns.parse(columns.get())), root);
        }
        return format.map(key -> required(DatasetFormats.of(key), root)).orElseGet(() -> DatasetFormats.of(root));
    }

    private void requireFormat(String option, String key) {
        if (format.isPresent() && !format.get().equals(key)) {
            throw new ConfigException(
                    option + ": --" + option + " is for --format " + key + ", not for " + format.get());
        }
    }

    private static DatasetFormat required(DatasetFormat format, Path root) {
        DatasetFormats.requireThere(root);
        if (format.recognises(root).isEmpty()) {
            throw new DatasetException(
                    "found no " + format.name() + " annotations in " + root + "; expected " + format.layout());
        }
        return format;
    }

    /** What the files say, with the classes renamed. */
    public DatasetEntries read(DatasetFormat as, Path root, Findings.Collector findings) {
        DatasetEntries entries = as.read(root, findings);
        return classMap.map(file -> ClassMap.read(file).apply(entries, findings))
                .orElse(entries);
    }
}
