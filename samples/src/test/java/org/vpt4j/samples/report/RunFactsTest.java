package org.vpt4j.samples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.train.EpochReport;
import org.vpt4j.samples.console.Json;
import org.vpt4j.vision.error.FileException;

class RunFactsTest {
    @TempDir
    private Path folder;

    @Test
    void factsAreTheSameAfterTheyWereStored() {
        RunFacts facts = MadeUpRun.of(MadeUpRun.images(folder, 2)).facts();
        Path file = folder.resolve("facts.json");

        Json.write(file, facts);

        assertThat(Json.read(file, new TypeReference<RunFacts>() {})).isEqualTo(facts);
    }

    @Test
    void aFileWithoutFactsIsRefusedByItsName() throws IOException {
        Path file = Files.writeString(folder.resolve("facts.json"), "{\"seed\": 1}");

        assertThatThrownBy(() -> Json.read(file, new TypeReference<RunFacts>() {}))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("rerun the command");
    }

    @Test
    void theHistoryOfARunUnderWayIsReadWithoutItsIncompleteLastLine() throws IOException {
        EpochReport epoch =
                new EpochReport(1, 16, 2.5, Map.of("class", 1.5, "box", 1.0), 1, 0.5, 0.25, 0.5, 0.25, 20, 2, 3);
        Path file = Files.writeString(folder.resolve("metrics.csv"), EpochReport.csv(List.of(epoch), 1) + "2,32,2.1,1");

        assertThat(History.read(file)).isEqualTo(History.of(List.of(epoch)));
        assertThat(History.read(folder.resolve("none.csv")).epochs()).isEmpty();
    }
}
