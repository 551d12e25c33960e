package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.samples.run.FolderLock;

/** A run has its folder for itself, and says at which rate it learned. */
class TwoRunsTest {
    @TempDir
    Path folder;

    private CapturedRun train() {
        return CapturedRun.of(
                List.of("train", "--config", folder.resolve("tiny.yaml").toString(), "--lr", "0.004"));
    }

    @Test
    void aSecondRunThatStartsInTheSameFolderIsRefused() throws IOException {
        TinyWorld world = TinyWorld.in(folder);
        try (FolderLock first = FolderLock.take(world.path("run"))) {
            CapturedRun second = train();
            assertThat(second.code()).isEqualTo(2);
            assertThat(second.err())
                    .contains("another vpt4j (process "
                            + ProcessHandle.current().pid() + ") is working in " + first.folder())
                    .contains("choose another folder with --out");
        }
        CapturedRun alone = train();
        assertThat(alone.code()).as(alone.err()).isZero();
    }

    @Test
    void metricsTellTheLearningRateItself() throws IOException {
        TinyWorld world = TinyWorld.in(folder);
        CapturedRun run = train();
        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = Files.readAllLines(world.path("run/metrics.csv"));
        int column = List.of(lines.get(0).split(",", -1)).indexOf("learning_rate");
        double rate = Double.parseDouble(lines.get(1).split(",", -1)[column]);
        assertThat(rate).isLessThanOrEqualTo(0.004).isGreaterThan(0);
        assertThat(rate / 0.004).isLessThanOrEqualTo(0.2); // the end of a run, near the lowest rate
        assertThat(rate).isNotCloseTo(1, within(0.5));
    }
}
