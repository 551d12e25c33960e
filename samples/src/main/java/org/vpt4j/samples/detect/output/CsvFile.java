package org.vpt4j.samples.detect.output;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.vpt4j.vision.files.AtomicFile;

/** A table with commas (RFC 4180, with line feeds), UTF-8, written row by row. */
final class CsvFile implements AutoCloseable {
    private final AtomicFile file;

    /** Begins it with the names of its columns. */
    CsvFile(Path path, String... columns) {
        file = AtomicFile.create(path);
        row(List.of(columns));
    }

    void row(List<String> cells) {
        String line = cells.stream().map(CsvFile::cell).collect(Collectors.joining(",", "", "\n"));
        file.write(out -> out.write(line.getBytes(StandardCharsets.UTF_8)));
    }

    private static String cell(String text) {
        return text.matches("[^\",\r\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    void finish() {
        file.commit();
    }

    @Override
    public void close() {
        file.close();
    }
}
