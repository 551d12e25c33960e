package org.vpt4j.samples.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.SplitNames;
import org.vpt4j.detect.task.ShippedTask;
import org.vpt4j.detect.train.Trainer;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingResult;
import org.vpt4j.samples.console.SampleData;
import org.vpt4j.vision.backbone.BackboneHub;

/** Short runs on the sample with the embedded backbone: one from a start is ahead of the same run from nothing. */
class StartTest {
    private static final int EPOCHS = 4;

    @TempDir
    static Path folder;

    private static Path learned; // split of the runs to compare
    private static Path others; // another half of the training images, for a start
    private static double fromNothing;

    @BeforeAll
    static void splitTheSampleAndTrainFromNothing() {
        SplitNames sample = DetectionData.open(SampleData.bloodCells(), 0).splitNames();
        learned = half(sample, 0);
        others = half(sample, 1);
        fromNothing = ap(run("nothing", learned, "none", EPOCHS));
    }

    private static Path half(SplitNames sample, int rest) {
        List<String> train = sample.of(Split.TRAIN);
        Map<Split, List<String>> names = new EnumMap<>(sample.names());
        names.put(
                Split.TRAIN,
                IntStream.range(0, train.size())
                        .filter(i -> i % 2 == rest)
                        .mapToObj(train::get)
                        .toList());
        Path file = folder.resolve("split" + rest + ".json");
        new SplitNames(names, SplitNames.Origin.FROM_FILE, 0).write(file);
        return file;
    }

    private static TrainingConfig config(String out, Path split, String start, int epochs) {
        return TrainingConfig.defaults()
                .with("data", SampleData.bloodCells())
                .with("split-file", split)
                .with("out", folder.resolve(out))
                .with("start-from", start)
                .with("method", "head-only")
                .with("size", 224)
                .with("cache", "on")
                .with("views", 0)
                .with("cache-dir", folder.resolve("cache"))
                .with("epochs", epochs)
                .with("warmup", 5)
                .with("optimizer", "adamw") // with Muon, random heads catch up within these few steps
                .with("lr", 0.002)
                .with("ema", 0.9)
                .with("image-every", 0);
    }

    private static TrainingResult run(String out, Path split, String start, int epochs) {
        return Trainer.train(config(out, split, start, epochs));
    }

    private static double ap(TrainingResult result) {
        return result.best().ap();
    }

    @Test
    void aHeadThatHasSeenOtherImagesIsAhead() {
        Path start = run("pretraining", others, "none", 8).task();

        double fromStart = ap(run("from-start", learned, start.toString(), EPOCHS));

        assertThat(fromStart).as("from nothing " + fromNothing).isGreaterThan(fromNothing + 0.05);
    }

    @Test
    void theShippedObjectsAreAhead() {
        String backbone = BackboneHub.DEFAULT;
        assumeTrue(
                ShippedTask.OBJECTS.of(BackboneHub.standard().open(backbone)).isPresent(),
                "the embedded backbone comes without objects.safetensors");

        double fromObjects = ap(run("from-objects", learned, "objects", EPOCHS));

        assertThat(fromObjects).as("from nothing " + fromNothing).isGreaterThan(fromNothing);
    }
}
