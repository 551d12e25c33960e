package org.vpt4j.samples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.config.TrainingConfig;
import org.vpt4j.samples.data.SampleData;

/** The README's Java is this package's, and does what it says. */
class InJavaTest {
    @TempDir
    private Path folder;

    @Test
    void theReadmeShowsTheFileThatIsCompiledHere() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("README.md"))) {
            root = root.getParent();
        }
        Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(root.resolve("README.md")));
        assertThat(blocks.find()).isTrue();
        String source = Files.readString(root.resolve("samples/src/test/java/org/vpt4j/samples/readme/InJava.java"));
        assertThat(blocks.group(1)).isEqualTo(source.substring(source.indexOf("import ")));
        assertThat(blocks.find()).as("a second block").isFalse();
    }

    @Test
    void itTrainsPrintingEachEpochAndPrintsWhatItFinds() {
        Path cells = SampleData.bloodCells();
        TrainingConfig config = TrainingConfig.defaults()
                .with("data", cells)
                .with("out", folder.resolve("mine"))
                .with("size", "112x84")
                .with("epochs", 2)
                .with("warmup", 4)
                .with("batch", 2)
                .with("lr", 0.002)
                .with("ema", 0.5);

        List<String> lines =
                printed(() -> InJava.detect(InJava.train(config), cells.resolve("JPEGImages/BloodImage_00007.jpg")));

        assertThat(lines.subList(0, 2))
                .satisfiesExactly(
                        line -> assertThat(line).matches("epoch 1: loss \\d+\\.\\d\\d, AP50 \\d\\.\\d{3}"),
                        line -> assertThat(line).startsWith("epoch 2: "));
        assertThat(lines.subList(2, lines.size())).isNotEmpty().allSatisfy(line -> assertThat(line)
                .matches("(RBC|WBC|Platelets) [01]\\.\\d\\d at \\[\\d+\\.\\d+(, \\d+\\.\\d+){3}]"));
    }

    private static List<String> printed(Runnable program) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (PrintStream captured = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            program.run();
        } finally {
            System.setOut(before);
        }
        return Arrays.asList(bytes.toString(StandardCharsets.UTF_8).split("\\R"));
    }
}
