package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} on the real command line, at moments drawn by a seed; the same command is then said again. */
class KilledTrainingTest {
    private static final int EPOCHS = 12;
    private static final int KILLS = 4;

    @TempDir
    private Path folder;

    @Test
    void aTrainingThatIsKilledAtAnyMomentEndsAsIfItHadNotBeen() throws Exception {
        TinyWorld world = TinyWorld.in(folder);
        world.edit("tiny.yaml", s -> s.replace("epochs: 1", "epochs: " + EPOCHS));
        CapturedRun unbroken = CapturedRun.of(training(world, "whole", List.of()));
        assertThat(unbroken.code()).as(unbroken.err()).isZero();
        JsonNode whole = new ObjectMapper().readTree(unbroken.out());

        SplittableRandom random = new SplittableRandom(11);
        int kills = 0;
        JsonNode broken = null;
        while (broken == null) {
            try (VptProcess process =
                    VptProcess.start(folder, List.of(), training(world, "broken", List.of("--resume")))) {
                if (kills < KILLS && process.livesFor(300 + random.nextInt(1700))) {
                    process.signal("KILL");
                    kills++;
                } else {
                    assertThat(process.code()).as(process.err()).isZero();
                    broken = new ObjectMapper().readTree(process.out());
                }
            }
        }

        assertThat(kills).as("kills before the end").isPositive();
        assertThat(broken.path("ap").asDouble()).isEqualTo(whole.path("ap").asDouble());
        SameTasks.assertSame(world.path("whole/task.safetensors"), world.path("broken/task.safetensors"));
    }

    @Test
    void aResumeWithOtherSettingsThanTheRunsIsRefused() throws Exception {
        TinyWorld world = TinyWorld.in(folder);
        assertThat(CapturedRun.of(training(world, "run", List.of("--resume"))).code())
                .as("begins")
                .isZero();
        assertThat(CapturedRun.of(training(world, "run", List.of("--resume"))).code())
                .as("has nothing left to do")
                .isZero();

        CapturedRun other = CapturedRun.of(training(world, "run", List.of("--resume", "--tokens", "3")));

        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("resume: ", "tokens: 3", "leave out --tokens");
    }

    private static List<String> training(TinyWorld world, String run, List<String> more) {
        List<String> words = new ArrayList<>(
                List.of("train", "--json", "--config", world.path("tiny.yaml").toString()));
        words.addAll(List.of("--out", world.path(run).toString()));
        words.addAll(List.of("--precision", "fp32")); // else each run chooses the faster one, as timed at its start
        words.addAll(more);
        return words;
    }
}
