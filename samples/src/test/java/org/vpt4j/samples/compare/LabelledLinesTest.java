package org.vpt4j.samples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What several processes say at a time. */
class LabelledLinesTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

    @Test
    void partsOfLinesOfTwoSpeakersAreNotMixed() throws IOException {
        try (RunProcess.LabelledLines one = new RunProcess.LabelledLines("one", out);
                RunProcess.LabelledLines two = new RunProcess.LabelledLines("two", out)) {
            one.write(bytes("epoch"));
            two.write(bytes("checking …\nloss"));
            one.write(bytes(" 1\n\n"));
            two.write(bytes(" 0.5"));
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .isEqualTo("two: checking …\none: epoch 1\none: \ntwo: loss 0.5\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
