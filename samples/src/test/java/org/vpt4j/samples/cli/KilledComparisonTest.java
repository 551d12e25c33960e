package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} on a real comparison with its processes; the same command is then said again. */
class KilledComparisonTest {
    private static final int EPOCHS = 6;

    @TempDir
    private Path folder;

    @Test
    void aKilledComparisonGoesOnWhereItWasAndItsLockDiesWithIt() throws Exception {
        TinyWorld world = TinyWorld.in(folder);
        List<String> words = List.of(
                "compare",
                "--methods",
                "head-only",
                "--seeds",
                "1",
                "--budget",
                "epochs:" + EPOCHS,
                "--data",
                world.path("data").toString(),
                "--backbone",
                world.path("vit").toString(),
                "--size",
                "64",
                "--batch",
                "3",
                "--warmup",
                "1",
                "--threads",
                "1",
                "--device",
                "cpu",
                "--out",
                world.path("compared").toString());
        try (VptProcess killed = VptProcess.start(folder, List.of(), words)) {
            killed.await(() -> epochs(world) >= 2);
            killed.signal("KILL");
            killed.code();
        }
        int before = epochs(world);
        assertThat(before).as("epochs before the kill").isBetween(2, EPOCHS);

        try (VptProcess again = VptProcess.start(folder, List.of(), words)) {
            assertThat(again.code()).as(again.err()).isZero();
            assertThat(again.err().lines().filter(line -> line.startsWith("epoch 1:")))
                    .as("the first epoch is not trained again")
                    .isEmpty();
            assertThat(again.out()).contains("head-only", "report:");
        }
        List<String> csv = Files.readAllLines(world.path("compared/comparison.csv"));
        assertThat(csv).hasSize(2);
        assertThat(csv.get(1)).startsWith("done,");
    }

    /** Epochs that the first run has finished. */
    private static int epochs(TinyWorld world) {
        Path runs = world.path("compared/runs");
        if (!Files.exists(runs)) {
            return 0;
        }
        try (Stream<Path> all = Files.walk(runs)) {
            Path metrics =
                    all.filter(path -> path.endsWith("metrics.csv")).findFirst().orElse(null);
            return metrics == null ? 0 : Files.readAllLines(metrics).size() - 1;
        } catch (IOException | UncheckedIOException e) {
            return 0; // in the middle of being written
        }
    }
}
