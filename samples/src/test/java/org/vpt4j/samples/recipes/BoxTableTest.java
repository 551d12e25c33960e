package org.vpt4j.samples.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.FilePosition;
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

    @Test
    void whatIsWrittenIsReadBack() {
        FilePosition position = FilePosition.of("a.png");
        DatasetEntries.BoxEntry box = new DatasetEntries.BoxEntry("disc", 1, 2.5, 3, 4, false, Double.NaN, position);
        DatasetEntries.ImageEntry image = new DatasetEntries.ImageEntry(
                "images/a.png", folder.resolve("images/a.png"), 8, 8, position, List.of(box));
        DatasetEntries data = new DatasetEntries(
                List.of("disc"), List.of(new DatasetEntries.Part(DatasetEntries.UNNAMED, List.of(image))));

        new BoxTable().write(data, folder);

        DatasetEntries.ImageEntry again = new BoxTable()
                .read(folder, new Findings.Collector())
                .parts()
                .get(0)
                .images()
                .get(0);
        assertThat(again.name()).isEqualTo("images/a.png");
        assertThat(again.boxes().get(0).coordinates()).isEqualTo(box.coordinates());
        assertThat(again.boxes().get(0).className()).isEqualTo("disc");
    }
}
