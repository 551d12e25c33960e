package org.vpt4j.detect.export;

import java.nio.file.Path;
import java.util.List;

/**
 * What an export has come to.
 *
 * @param files what it consists of, the task's own file last
 * @param reference what it was compared with
 * @param difference how far it is from that
 */
public record ExportResult(List<ExportedFile> files, String reference, ExportDifference difference) {

    /**
     * One file of an export.
     *
     * @param file where it is
     * @param bytes its size
     * @param kept whether it was there already and was left as it is
     */
    public record ExportedFile(Path file, long bytes, boolean kept) {}

    public ExportResult {
        files = List.copyOf(files);
    }
}
