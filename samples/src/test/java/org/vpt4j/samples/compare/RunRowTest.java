package org.vpt4j.samples.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.train.EpochReport;

class RunRowTest {
    @TempDir
    private Path folder;

    @Test
    void theTimeToAnApIsThatOfAllEpochsUntilItIsFirstReached() throws Exception {
        RunFolder run = new RunFolder(folder);
        Files.writeString(
                run.training().metrics(),
                EpochReport.csv(List.of(epoch(1, 0.2, 30, 5), epoch(2, 0.5, 20, 5), epoch(3, 0.4, 20, 5)), 1));

        RunRow row = RunRow.read(planned(), run);

        assertThat(row.history().bestValidationAp()).isCloseTo(0.5, within(1e-9));
        assertThat(row.history().secondsTo(0.2)).isCloseTo(35, within(1e-9));
        assertThat(row.history().secondsTo(0.45)).isCloseTo(60, within(1e-9));
        assertThat(row.history().secondsTo(0.6)).isNaN();
        assertThat(row.status()).isEqualTo("waiting");
    }

    @Test
    void aRunThatFailedBeforeItsFirstEpochHasAReasonAndNoCurve() {
        RunFolder run = new RunFolder(folder.resolve("run"));
        run.fail(new RunFolder.Failure("out of memory", 137));

        RunRow row = RunRow.read(planned(), run);

        assertThat(row.status()).isEqualTo("failed");
        assertThat(row.history().bestValidationAp()).isNaN();
        assertThat(row.history().secondsTo(0)).isNaN();
        assertThat(row.settings()).isEqualTo(Map.of("ema", "0.99"));
    }

    private static PlannedRun planned() {
        return new PlannedRun(
                "full", 0, "all", "dinov2-small", PlannedRun.Purpose.COMPARED, 0.001, "given", Map.of("ema", "0.99"));
    }

    private static EpochReport epoch(int number, double ap, double training, double validation) {
        return new EpochReport(number, number, 1, Map.of(), 1, 1, ap, ap, ap, training, validation, 4);
    }
}
