package org.vpt4j.detect.export;

import java.nio.file.Path;
import java.util.List;

/**
 * The result of an export.
 *
 * @param files that it consists of, the task's own file last
 * @param reference that it was compared with
 * @param difference from the reference
 */
public record ExportResult(List<ExportedFile> files, String reference, ExportDifference difference) {

    /**
     * One file of an export.
     *
     * @param file where it is
     * @param bytes its size
     * @param kept whether it already existed and was left unchanged
     */
    public record ExportedFile(Path file, long bytes, boolean kept) {}

    public ExportResult {
        files = List.copyOf(files);
    }
}
