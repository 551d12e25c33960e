package org.vpt4j.samples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.samples.cli.TinyWorld;
import org.vpt4j.samples.cli.VptProcess;

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
                "2",
                "--jobs",
                "2",
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
            assertThat(again.err().lines().filter(line -> line.contains("epoch 1:")))
                    .as("the first epoch is not trained again")
                    .isEmpty();
            assertThat(again.err())
                    .as("each run's lines have its name")
                    .containsPattern("(?m)^head-only-.*-seed[01]: ");
            assertThat(again.out()).contains("head-only", "report:");
        }
        List<String> csv = Files.readAllLines(world.path("compared/comparison.csv"));
        assertThat(csv).hasSize(3);
        assertThat(csv.subList(1, 3)).allSatisfy(row -> assertThat(row).startsWith("done,"));
    }

    /** Epochs that both runs have finished. */
    private static int epochs(TinyWorld world) {
        Path runs = world.path("compared/runs");
        if (!Files.exists(runs)) {
            return 0;
        }
        try (Stream<Path> all = Files.walk(runs)) {
            List<Path> metrics =
                    all.filter(path -> path.endsWith("metrics.csv")).toList();
            int least = metrics.size() < 2 ? 0 : EPOCHS;
            for (Path file : metrics) {
                least = Math.min(least, Files.readAllLines(file).size() - 1);
            }
            return least;
        } catch (IOException | UncheckedIOException e) {
            return 0; // in the middle of being written
        }
    }
}
