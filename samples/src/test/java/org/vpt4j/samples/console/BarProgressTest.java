package org.vpt4j.samples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BarProgressTest {
    @Test
    void drawsThePartTheStepsAndTheNote() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Progress progress = new BarProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8))) {
            progress.begin("epoch 1", 40);
            progress.advance(40, "loss 1.5");
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("epoch 1", "100%", "40/40", "loss 1.5");
    }
}
