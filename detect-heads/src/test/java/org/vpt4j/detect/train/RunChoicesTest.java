package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is chosen for a run, and that how it is computed changes nothing of what is learned. */
class RunChoicesTest {
    @TempDir
    static Path root;

    static TinyWorld world;

    @BeforeAll
    static void makeAWorld() {
        world = TinyWorld.in(root);
    }

    @Test
    void thePrecisionThatATrialChoseIsToldAndStandsInTheSettingsOfTheRun() throws Exception {
        List<String> notes = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void note(String line) {
                notes.add(line);
            }
        };
        TrainingConfig config = world.config("auto").with("precision", "auto").with("epochs", 1);
        TrainingResult result = Trainer.train(config, listener, new StopSignal());
        assertThat(notes)
                .anyMatch(line -> line.matches("precision (fp32|bf16): in bf16 matrices .* take \\d+\\.\\d\\d .*"));
        assertThat(Files.readString(result.run().config())).containsPattern("precision: (fp32|bf16)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vpt-deep", "vpt-shallow", "lora", "full", "head-only"})
    void checkpointingChangesTheMemoryAndNotTheTraining(String method) {
        TrainingConfig config =
                world.config("plain " + method).with("method", method).with("batch", 2);
        TrainingResult plain = Trainer.train(config, TrainingListener.NONE, new StopSignal());
        TrainingResult checkpointed = Trainer.train(
                config.with("checkpointing", "on").with("out", root.resolve("pieces " + method)),
                TrainingListener.NONE,
                new StopSignal());
        Runs.assertSameTensors(checkpointed.run(), plain.run(), 2e-3); // Adam's first steps amplify rounding
        assertThat(checkpointed.history().get(1).loss())
                .isCloseTo(plain.history().get(1).loss(), within(1e-3));
    }
}
