package org.vpt4j.samples.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.train.InputSize;
import org.vpt4j.detect.train.Training;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.console.SampleData;
import org.vpt4j.vision.image.Tiling;
import org.vpt4j.vision.tuning.TuningMethods;

/** The Java of README and docs does what it says. */
class InJavaTest {
    @TempDir
    private Path folder;

    @Test
    void oneTaskSeveralTasksAndDjlFindTheSame() throws Exception {
        Path cells = SampleData.bloodCells();
        Path image = cells.resolve("JPEGImages/BloodImage_00007.jpg");
        Training training = shortOne(cells).method(TuningMethods.headOnly()).epochs(1);
        List<Path> task = new ArrayList<>();
        printed(() -> task.add(InJava.train(training, folder.resolve("short"))));

        List<Detection> one = DetectInJava.one(task.get(0), image);
        Map<String, List<Detection>> several = DetectInJava.several(task.get(0), task.get(0), image);

        assertThat(one).isNotEmpty();
        for (String name : List.of("cells", "chess")) {
            assertThat(several.get(name)).hasSameSizeAs(one);
            for (int i = 0; i < one.size(); i++) {
                assertThat(several.get(name).get(i).score())
                        .isCloseTo(one.get(i).score(), within(1e-4));
            }
        }
        assertThat(DetectInJava.onTiles(task.get(0), image)).isNotEmpty();
        assertThat(DetectInJava.byDjl(task.get(0), image).getNumberOfObjects()).isEqualTo(one.size());
    }

    @Test
    void itTrainsPrintingEachEpochAndPrintsWhatItFinds() {
        Path cells = SampleData.bloodCells();
        Training training = shortOne(cells).epochs(2).with(TrainingSettings.BATCH, 2);

        List<String> lines = printed(() -> InJava.detect(
                InJava.train(training, folder.resolve("mine")), cells.resolve("JPEGImages/BloodImage_00007.jpg")));

        assertThat(lines.subList(0, 2))
                .satisfiesExactly(
                        line -> assertThat(line).matches("epoch 1: loss \\d+\\.\\d\\d, AP50 \\d\\.\\d{3}"),
                        line -> assertThat(line).startsWith("epoch 2: "));
        assertThat(lines.subList(2, lines.size())).isNotEmpty().allSatisfy(line -> assertThat(line)
                .matches("(RBC|WBC|Platelets) [01]\\.\\d\\d at \\[\\d+\\.\\d+(, \\d+\\.\\d+){3}]"));
    }

    private static Training shortOne(Path data) {
        return Training.on(data)
                .with(TrainingSettings.SIZE, InputSize.parse("112x84"))
                .with(TrainingSettings.TILES, Tiling.OFF) // DJL's predictor has none
                .with(TrainingSettings.WARMUP, 4)
                .with(TrainingSettings.EMA, 0.5);
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
