package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --memory-limit} on the real command line: it tries steps in processes of their own, and trains or refuses. */
class MemoryLimitTest {
    @TempDir
    private Path folder;

    private TinyWorld world;

    @BeforeEach
    void makeAWorld() throws IOException {
        world = TinyWorld.in(folder);
    }

    @Test
    void whatFitsIsTriedChosenToldAndTrained() throws Exception {
        CapturedRun run = CapturedRun.of(training("--memory-limit", "8GB"));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.progress().lines())
                .anyMatch(line -> line.matches("tried: batch 3 takes \\d+ MB"))
                .anyMatch(line -> line.equals("memory-limit 8.0 GB: batch 3, accumulate 1, checkpointing off"));
        assertThat(Files.readString(world.path("run/config.yaml"))).contains("batch: 3", "accumulate: 1");
    }

    @Test
    void aLimitBelowWhatOneImageTakesIsRefusedAndNothingIsWritten() {
        CapturedRun run = CapturedRun.of(training("--memory-limit", "20MB"));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.progress().lines())
                .anyMatch(line ->
                        line.matches("tried: batch 1 with checkpointing takes \\d+ MB, with the reserve too much"));
        assertThat(run.err())
                .startsWith("vpt4j: --memory-limit: even one image at a time with checkpointing takes ")
                .contains("more than 20 MB", "--size");
        assertThat(world.path("run")).doesNotExist();
    }

    private List<String> training(String... more) {
        List<String> words = new ArrayList<>(
                List.of("train", "--config", world.path("tiny.yaml").toString()));
        words.addAll(List.of(more));
        return words;
    }
}
