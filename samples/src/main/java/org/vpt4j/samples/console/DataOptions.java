package org.vpt4j.samples.console;

import java.nio.file.Path;
import java.util.Optional;
import org.vpt4j.datasets.format.DatasetReading;
import picocli.CommandLine.Option;

/** How data are read, for commands that do not take the settings of a training. */
public final class DataOptions {
    @Option(names = "--format", paramLabel = "NAME", description = DatasetReading.FORMAT)
    private String format;

    @Option(names = "--layout", paramLabel = "WORDS", description = DatasetReading.LAYOUT)
    private String layout;

    @Option(names = "--columns", paramLabel = "LIST", description = DatasetReading.COLUMNS)
    private String columns;

    @Option(names = "--class-map", paramLabel = "FILE", description = DatasetReading.CLASS_MAP)
    private Path classMap;

    @Option(names = "--allow-outside", description = DatasetReading.ALLOW_OUTSIDE)
    private boolean allowOutside;

    /** Whether none of these options is given. */
    public boolean isEmpty() {
        return reading().equals(DatasetReading.automatic());
    }

    public DatasetReading reading() {
        return new DatasetReading(
                Optional.ofNullable(format),
                Optional.ofNullable(layout),
                Optional.ofNullable(columns),
                Optional.ofNullable(classMap).map(file -> new DatasetReading.Classes(file, true)),
                allowOutside);
    }
}
