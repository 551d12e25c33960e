package org.vpt4j.samples.recipes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.Findings;

class BoxTableTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"ten", "", "NaN", "1e999", "Infinity"})
    void aCoordinateThatIsNoNumberIsRefusedWithItsLine(String cell) throws IOException {
        Files.writeString(folder.resolve("boxes.csv"), "a.png,disc,1,2,3,4\na.png,disc,1,2," + cell + ",4\n");

        assertThatThrownBy(() -> new BoxTable().read(folder, new Findings.Collector()))
                .isInstanceOf(DatasetException.class)
                .hasMessage("boxes.csv line 2: each coordinate must be a number, but is '" + cell + "'");
    }
}
