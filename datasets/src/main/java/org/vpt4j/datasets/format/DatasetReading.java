package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a folder is read where looking at it is not enough.
 *
 * @param format key of the format, if it is not to be recognised
 * @param classMap YAML file that renames, merges and drops classes: {@link ClassMap} has the grammar
 */
public record DatasetReading(Optional<String> format, Optional<Path> classMap) {
    private static final DatasetReading AUTOMATIC = new DatasetReading(Optional.empty(), Optional.empty());

    /** The format is recognised, and the classes are those of the files. */
    public static DatasetReading automatic() {
        return AUTOMATIC;
    }

    /**
     * The format of a folder.
     *
     * @throws org.vpt4j.vision.error.ConfigException if there is no such format
     * @throws DatasetException if the folder is not in that format, or in no known one
     */
    public DatasetFormat formatOf(Path root) {
        return format.map(key -> required(DatasetFormats.of(key), root)).orElseGet(() -> DatasetFormats.of(root));
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
