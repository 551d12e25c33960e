package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.datasets.loader.LoaderConfig;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.detect.inference.DetectionModel;
import org.vpt4j.detect.inference.Evaluator;
import org.vpt4j.detect.inference.ImageBatch;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.image.Image;

class TrainerTest {
    @TempDir
    static Path root;

    static TinyWorld world;

    @BeforeAll
    static void makeWorld() {
        world = TinyWorld.in(root);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vpt-deep", "vpt-shallow", "head-only", "full"})
    void everyMethodLearnsAndLeavesAWholeRunFolder(String method) throws Exception {
        TrainingConfig config =
                world.config(method).with("method", method).with("epochs", 4).with("lr", 0.008);
        TrainingResult result = Trainer.train(config, TrainingListener.NONE, new StopSignal());

        List<EpochReport> history = result.history();
        assertThat(history).extracting(EpochReport::epoch).containsExactly(1, 2, 3, 4);
        assertThat(history).extracting(EpochReport::step).containsExactly(2L, 4L, 6L, 8L);
        assertThat(history.get(3).loss()).isLessThan(0.9 * history.get(0).loss());
        RunDirectory run = result.run();
        assertThat(run.config()).content().contains("method: " + method);
        assertThat(Files.readAllLines(run.metrics()))
                .hasSize(1 + 4)
                .last()
                .asString()
                .startsWith("4,8,");
        assertThat(run.split()).exists();
        assertThat(run.checkpoint()).exists();
        assertThat(TaskFile.read(run.task()).method().name()).isEqualTo(method);
        try (var files = Files.list(run.root())) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().endsWith(".part"));
        }
    }

    @Test
    void afterSomeSecondsTheObjectsOfImagesNeverSeenAreFoundByTheTaskFileAlone() {
        TrainingConfig config = world.config("found")
                .with("epochs", 40)
                .with("augment", "none")
                .with("ema", 0.9)
                .with("tuning-lr", 0.005); // for so small an encoder
        TrainingResult result = Trainer.train(config, TrainingListener.NONE, new StopSignal());
        assertThat(result.best().ap50()).isGreaterThan(0.8);

        DetectorOptions options = DetectorOptions.defaults()
                .withBackbone(world.backbone().toString())
                .withDevice("cpu")
                .withThreads(1);
        Evaluation expected = evaluate(result.run().task());
        Task task = TaskFile.read(result.run().task());
        try (Detector detector = Detector.load(result.run().task(), options)) {
            assertThat(detector.classes()).containsExactly("box", "disc");
            List<Image> images = expected.images().stream()
                    .map(image -> Image.read(image.image().file()))
                    .toList();
            List<List<Detection>> found = detector.detect(images, 0.001);
            assertThat(found).hasSize(TinyWorld.VALIDATION);
            List<List<Detection>> confident = detector.detect(images, task.threshold());
            long objects = 0;
            for (int i = 0; i < found.size(); i++) {
                assertSame(found.get(i), expected.images().get(i).found());
                objects += objectsFound(expected.images().get(i), confident.get(i));
            }
            // each image has two; by rounding alone one processor finds one more than another
            assertThat(objects).isGreaterThanOrEqualTo(2 * TinyWorld.VALIDATION - 2);
        }
        assertThat(expected.metrics().ap50()).isCloseTo(result.best().ap50(), Offset.offset(0.02));
    }

    @Test
    void withoutAnObjectToValidateOnTheLatestEpochIsKept(@TempDir Path empty) throws Exception {
        TinyWorld other = TinyWorld.in(empty);
        for (String name : Files.readAllLines(other.data().resolve("ImageSets/Main/val.txt"))) {
            Path labels = other.data().resolve("Annotations/" + name + ".xml");
            Files.writeString(labels, Files.readString(labels).replaceAll("(?s)<object>.*</object>", ""));
        }
        TrainingConfig config = other.config("run").with("epochs", 3).with("patience", 1);
        TrainingResult result = Trainer.train(config, TrainingListener.NONE, new StopSignal());
        assertThat(result.history()).extracting(EpochReport::ap).containsExactly(-1.0, -1.0, -1.0);
        assertThat(result.best().epoch()).isEqualTo(3);
        assertThat(TaskFile.read(result.run().task()).provenance().metrics()).containsEntry("epoch", 3.0);
    }

    /** The task file's model (16-bit floats, as the detector has) on the validation images. */
    private static Evaluation evaluate(Path file) {
        Task task = TaskFile.read(file);
        Backbone backbone = Backbone.open(world.backbone());
        LoaderConfig plain = LoaderConfig.plain(
                task.preprocessing().input(), task.preprocessing().normalization(), 4);
        try (VisionEncoder encoder = VisionEncoder.load(backbone, Precision.FLOAT32, Device.cpu());
                DetectionModel model = CheckedTask.of(task, backbone).model(encoder);
                ImageBatch.Source images = new LoadedImages(
                        new DetectionLoader(DetectionData.open(world.data(), 0).require(Split.VALIDATION), plain))) {
            return Evaluator.evaluate(model, model.parameters(), images, done -> {});
        }
    }

    /** The same detections; those of the same score, but for rounding, may stand in another order. */
    private static void assertSame(List<Detection> found, List<Detection> expected) {
        List<Detection> left = new ArrayList<>(found);
        SoftAssertions softly = new SoftAssertions();
        for (Detection wanted : expected) {
            Optional<Detection> same =
                    left.stream().filter(other -> isSame(other, wanted)).findFirst();
            softly.assertThat(same).as("%s among %s", wanted, found).isPresent();
            same.ifPresent(left::remove);
        }
        softly.assertThat(left).isEmpty();
        softly.assertAll();
    }

    private static boolean isSame(Detection one, Detection other) {
        return one.classIndex() == other.classIndex()
                && Math.abs(one.score() - other.score()) <= 1e-5
                && one.box().iou(other.box()) > 0.999;
    }

    /** Objects that a detection covers well. */
    private static long objectsFound(Evaluation.ImageDetections image, List<Detection> found) {
        return image.image().annotations().stream()
                .filter(truth -> found.stream()
                        .anyMatch(detection -> detection.classIndex() == truth.classIndex()
                                && detection.box().iou(truth.box()) > 0.5))
                .count();
    }
}
