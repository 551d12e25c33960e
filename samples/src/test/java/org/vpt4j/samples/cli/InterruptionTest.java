package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C and SIGTERM, sent to the real process. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no signals to send")
class InterruptionTest {
    private static final int EPOCHS = 25;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aTrainingThatIsInterruptedSaysHowToGoOnAndDoes(String signal) throws Exception {
        TinyWorld world = TinyWorld.in(folder);
        world.edit("tiny.yaml", s -> s.replace("epochs: 1", "epochs: " + EPOCHS));
        Path run = world.path("run");
        List<String> train =
                List.of("train", "--json", "--config", world.path("tiny.yaml").toString());
        try (VptProcess process = VptProcess.start(folder, VptProcess.hearingInterrupts(), train)) {
            process.await(() -> process.hasSaid("epoch 2: "));
            process.signal(signal);

            assertThat(process.code()).as(process.err()).isEqualTo(130);
            assertThat(process.lastLine())
                    .matches("vpt4j: interrupted in epoch \\d+; resume with: vpt4j train --resume --out .*run");
            assertThat(process.err()).doesNotContain("\tat ", "Exception");
            assertThat(process.out()).isEmpty();
        }
        assertNoPart();
        assertThat(run.resolve("report.html")).doesNotExist();

        CapturedRun resumed = CapturedRun.of(List.of("train", "--json", "--resume", "--out", run.toString()));

        assertThat(resumed.code()).as(resumed.err()).isZero();
        JsonNode result = new ObjectMapper().readTree(resumed.out());
        assertThat(result.path("epochs").asInt()).isEqualTo(EPOCHS);
        assertThat(Files.readAllLines(run.resolve("metrics.csv"))).hasSize(1 + EPOCHS);
        assertThat(run.resolve("report.html")).isNotEmptyFile();
        assertNoPart();
    }

    @Test
    void aDetectionThatIsInterruptedCompletesWhatItHasDone() throws Exception {
        TinyWorld world = TinyWorld.in(folder);
        assertThat(CapturedRun.of(List.of(
                                "train", "--config", world.path("tiny.yaml").toString()))
                        .code())
                .isZero();
        Path found = world.path("found");
        List<String> detect = new ArrayList<>(
                List.of("detect", "--task", world.path("run/task.safetensors").toString()));
        detect.addAll(List.of("--out", found.toString()));
        detect.addAll(Collections.nCopies(300, world.path("data/JPEGImages").toString()));
        try (VptProcess process = VptProcess.start(folder, VptProcess.hearingInterrupts(), detect)) {
            process.await(() -> Files.exists(found.resolve("p3.jpg")));
            process.signal("INT");

            assertThat(process.code()).as(process.err()).isEqualTo(130);
            assertThat(process.lastLine())
                    .matches("vpt4j: interrupted; the results so far are in .*found \\(images: \\d+\\)");
            assertThat(process.err()).doesNotContain("\tat ", "Exception");
        }
        assertNoPart();
        ObjectMapper json = new ObjectMapper();
        int listed = json.readTree(found.resolve("images.json").toFile())
                .path("images")
                .size();
        assertThat(listed).isBetween(4, 2999);
        assertThat(painted(found)).as("painted as many as are listed").isEqualTo(listed);
        assertThat(json.readTree(found.resolve("detections.json").toFile()).isArray())
                .isTrue();
        assertThat(found.resolve("detections.csv")).isNotEmptyFile();
    }

    private static long painted(Path found) throws IOException {
        try (Stream<Path> all = Files.list(found)) {
            return all.filter(file -> file.toString().endsWith(".jpg")).count();
        }
    }

    private void assertNoPart() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all).noneMatch(file -> file.toString().endsWith(".part"));
        }
    }
}
