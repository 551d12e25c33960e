package org.vpt4j.samples.detect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vpt4j.vision.error.FileException;

/** {@code failed.csv}: a row for each source that could not be read; there is none if all could. */
final class FailedTable implements AutoCloseable {
    private final Path path;
    private CsvFile file;

    /** @param out folder of the results */
    public FailedTable(Path out) {
        path = out.resolve("failed.csv");
    }

    public void write(FrameSource.Unreadable one) {
        if (file == null) {
            file = new CsvFile(path, "file", "reason");
        }
        file.row(List.of(one.source(), one.reason()));
    }

    /** Completes the table, or removes that of an earlier run. */
    public void finish() {
        if (file != null) {
            file.finish();
            return;
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new FileException("cannot remove the former " + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
