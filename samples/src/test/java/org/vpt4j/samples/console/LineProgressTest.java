package org.vpt4j.samples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LineProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong now = new AtomicLong();

    @Test
    void speaksAtTheEndOfAPartAndNowAndThenInBetween() {
        try (Progress progress = new LineProgress(
                new PrintStream(bytes, true, StandardCharsets.UTF_8), Duration.ofSeconds(10), now::get)) {
            progress.begin("epoch 1", 4);
            for (int step = 1; step <= 4; step++) {
                now.addAndGet(6_000_000_000L);
                progress.advance(step, "loss " + (5 - step));
            }
            progress.begin("epoch 2", 4);
            now.addAndGet(1_000_000_000L);
            progress.advance(4, "loss 0");
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "epoch 1  2/4  0.2/s  12 s left  loss 3",
                        "epoch 1  4/4  0.2/s  in 24.0 s  loss 1",
                        "epoch 2  4/4  4.0/s  in 1.0 s  loss 0");
    }
}
