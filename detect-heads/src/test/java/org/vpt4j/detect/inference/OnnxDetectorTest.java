package org.vpt4j.detect.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.train.TinyWorld;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.onnx.WeightFormat;

class OnnxDetectorTest {
    private static final DetectorOptions ONNX =
            DetectorOptions.defaults().withDevice("cpu").withThreads(1);

    @TempDir
    private static Path root;

    private static TinyWorld world;
    private static TinyTasks tasks;
    private static Path deep;

    @BeforeAll
    static void makeTheWorld() {
        world = TinyWorld.in(root);
        tasks = new TinyTasks(Backbone.open(world.backbone()));
        deep = TinyTasks.write(root, "deep", tasks.random("vpt-deep", Map.of("tokens", "3"), 1));
    }

    static List<String> methods() {
        return TinyTasks.methods();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void findsWhatTheTrainingGraphFinds(String method) {
        Path file = TinyTasks.write(root, method, tasks.random(method, TinyTasks.settings(method), 2));
        List<Image> images =
                IntStream.range(0, 6).mapToObj(i -> Image.read(world.image(i))).toList();
        try (Detector onnx = Detector.load(file, ONNX);
                Detector torch = Detector.load(file, ONNX.withEngine(DetectorOptions.PYTORCH))) {
            assertThat(onnx.classes()).isEqualTo(torch.classes());
            assertThat(onnx.threshold()).isEqualTo(torch.threshold());
            List<List<Detection>> found = onnx.detect(images, 0.5);
            List<List<Detection>> expected = torch.detect(images, 0.5);
            assertThat(found).hasSameSizeAs(images);
            assertThat(expected).allSatisfy(one -> assertThat(one).hasSizeGreaterThan(5));
            for (int i = 0; i < images.size(); i++) {
                Found.assertSame(found.get(i), expected.get(i), TinyWorld.SIDE);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, rgb", "3, 900, rgb", "2000, 2, rgb", "40, 30, grey", "40, 30, deep", "40, 30, rgba"})
    void looksAtImagesOfAnyForm(int width, int height, String form) throws IOException {
        Image image = Image.read(image(width, height, form));
        try (Detector onnx = Detector.load(deep, ONNX);
                Detector torch = Detector.load(deep, ONNX.withEngine(DetectorOptions.PYTORCH))) {
            List<Detection> expected = torch.detect(List.of(image), 0.3).get(0);
            assertThat(expected).isNotEmpty();
            int longer = Math.max(image.width(), image.height());
            Found.assertSame(onnx.detect(List.of(image), 0.3).get(0), expected, longer);
        }
    }

    private static Path image(int width, int height, String form) throws IOException {
        int type =
                switch (form) {
                    case "grey" -> BufferedImage.TYPE_BYTE_GRAY;
                    case "deep" -> BufferedImage.TYPE_USHORT_GRAY;
                    case "rgba" -> BufferedImage.TYPE_INT_ARGB;
                    default -> BufferedImage.TYPE_INT_RGB;
                };
        BufferedImage imageFile = new BufferedImage(width, height, type);
        Random random = new Random(3);
        for (int y = 0; y < imageFile.getHeight(); y++) {
            for (int x = 0; x < imageFile.getWidth(); x++) {
                imageFile.setRGB(x, y, random.nextInt());
            }
        }
        Path file = root.resolve(width + "x" + height + form + ".png");
        ImageIO.write(imageFile, "png", file.toFile());
        return file;
    }

    @Test
    void manyImagesAreFoundAsEachAlone() {
        List<Image> images =
                IntStream.range(0, 11).mapToObj(i -> Image.read(world.image(i))).toList();
        try (Detector detector = Detector.load(deep, ONNX)) {
            List<List<Detection>> together = detector.detect(images);
            for (int i = 0; i < images.size(); i++) {
                Found.assertSame(together.get(i), detector.detect(images.get(i)), TinyWorld.SIDE);
            }
            assertThat(detector.detect(List.of())).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void otherPrecisionsFindMuchTheSame(WeightFormat precision) {
        Image image = Image.read(world.image(0));
        try (Detector exact = Detector.load(deep, ONNX);
                Detector other = Detector.load(deep, ONNX.withPrecision(precision))) {
            Detection best = exact.detect(List.of(image), 0.5).get(0).get(0);
            assertThat(other.detect(List.of(image), 0.3).get(0))
                    .anySatisfy(found -> assertThat(found.box().iou(best.box())).isGreaterThan(0.9));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExportedFileFindsWhatItsTaskFinds(boolean suppress) {
        Task task = tasks.random("vpt-deep", Map.of("tokens", "3"), 1);
        Backbone backbone = Backbone.open(world.backbone());
        Path file = root.resolve("exported-" + suppress + ".onnx");
        TaskGraphs.detector(
                        CheckedTask.of(task, backbone),
                        backbone,
                        ExportOptions.of("deep")
                                .withLayout(ExportOptions.Layout.SINGLE)
                                .withSuppression(suppress))
                .write(file);
        List<Image> images = List.of(Image.read(world.image(1)), Image.read(world.image(2)));
        try (Detector exported = Detector.load(file, ONNX);
                Detector detector = Detector.load(deep, ONNX)) {
            assertThat(exported.classes()).isEqualTo(detector.classes());
            assertThat(exported.threshold()).isEqualTo(detector.threshold());
            List<List<Detection>> found = exported.detect(images);
            List<List<Detection>> expected = detector.detect(images);
            for (int i = 0; i < images.size(); i++) {
                Found.assertSame(found.get(i), expected.get(i), TinyWorld.SIDE);
            }
        }
    }

    @Test
    void closingTwiceDoesNothingAndDetectingAfterwardsIsRefused() {
        Detector detector = Detector.load(deep, ONNX);
        detector.close();
        assertThatCode(detector::close).doesNotThrowAnyException();
        assertThatThrownBy(() -> detector.detect(Image.read(world.image(0))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("detector is closed");
    }

    @Test
    void anotherBackboneIsRefusedByBothNames(@TempDir Path elsewhere) {
        TinyWorld.in(elsewhere).writeBackbone(2);
        String folder = elsewhere.resolve("tiny-vit").toString();
        assertThatThrownBy(() -> Detector.load(deep, ONNX.withBackbone(folder)))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("trained on the backbone \"tiny-vit\"")
                .hasMessageContaining("has other weights");
    }

    @Test
    void whatIsNotThereIsSaidByName() {
        assertThatThrownBy(() -> Detector.load(deep, ONNX.withEngine("onx")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("\"onx\"; did you mean \"onnx\"?; use one of [onnx, pytorch]");
        assertThatThrownBy(() -> Detector.load(deep, ONNX.withDevice("tpu")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tpu");
        assertThatThrownBy(() -> Detector.load(deep, ONNX.withDevice("cuda:0")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("onnxruntime_gpu");
        assertThatThrownBy(() -> Detector.load(
                        deep, ONNX.withEngine(DetectorOptions.PYTORCH).withPrecision(WeightFormat.INT8)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("int8");
    }
}
