package org.vpt4j.samples.detect;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.vpt4j.vision.files.AtomicFiles;

/** A table with commas (RFC 4180, with line feeds), UTF-8, written row by row. */
final class CsvFile implements AutoCloseable {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

    private final AtomicFiles.Writer file;

    /** Starts the file with a header of column names. */
    CsvFile(Path path, String... columns) {
        file = AtomicFiles.open(path);
        row(List.of(columns));
    }

    void row(List<String> cells) {
        file.write(out -> out.write((FORMAT.format(cells.toArray()) + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    void finish() {
        file.commit();
    }

    @Override
    public void close() {
        file.close();
    }
}
