package org.vpt4j.samples.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFileTest {
    @TempDir
    private Path folder;

    @Test
    void cellsWithCommasQuotesAndLineEndsAreQuoted() {
        try (CsvFile file = new CsvFile(folder.resolve("a.csv"), "file", "reason")) {
            file.row(List.of("a, b.jpg", "says \"no\"\nand ends"));
            file.finish();
        }

        assertThat(folder.resolve("a.csv")).hasContent("file,reason\n\"a, b.jpg\",\"says \"\"no\"\"\nand ends\"\n");
    }
}
