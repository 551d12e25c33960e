package org.vpt4j.detect.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.DetectedObjects.DetectedObject;
import ai.djl.modality.cv.output.Rectangle;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;

/** DJL's Predictor finds what our Detector finds, on both engines and in both forms of the exported file. */
class DjlPredictorTest {
    private static final List<String> CLASSES = List.of("box", "disc");

    @TempDir
    static Path root;

    private static DetectorFiles files;
    private static List<Image> images;
    private static List<List<Detection>> expected;

    @BeforeAll
    static void detectWithOurOwn() {
        files = DetectorFiles.in(root);
        images = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            images.add(Image.read(files.world().image(i)));
        }
        BufferedImage cut = images.get(2).toBufferedImage().getSubimage(5, 0, 31, 60); // of another shape
        images.add(Image.from(cut));
        DetectorOptions options = DetectorOptions.defaults().withEngine(DetectorOptions.PYTORCH);
        try (Detector detector = Detector.load(files.task(), options)) {
            expected = detector.detect(images, detector.threshold());
        }
        assertThat(expected).allSatisfy(found -> assertThat(found).hasSizeBetween(3, 200));
        assertThat(expected.get(0)).isNotEqualTo(expected.get(1));
    }

    private static Path file(String form) {
        return switch (form) {
            case "raw" -> files.raw();
            case "nms" -> files.suppressed();
            default -> files.task();
        };
    }

    private static ai.djl.modality.cv.Image image(int i) {
        return ImageFactory.getInstance().fromImage(images.get(i).toBufferedImage());
    }

    private static void assertSame(DetectedObjects found, int foreign) {
        List<Detection> ours = expected.get(foreign);
        Image image = images.get(foreign);
        assertThat(found.getNumberOfObjects()).isEqualTo(ours.size());
        for (int i = 0; i < ours.size(); i++) {
            DetectedObject object = found.item(i);
            assertThat(object.getClassName()).isEqualTo(CLASSES.get(ours.get(i).classIndex()));
            assertThat(object.getProbability()).isCloseTo(ours.get(i).score(), within(1e-4));
            Rectangle bounds = object.getBoundingBox().getBounds();
            Box box = ours.get(i).box();
            assertThat(bounds.getX() * image.width()).isCloseTo(box.x1(), within(1e-2));
            assertThat(bounds.getY() * image.height()).isCloseTo(box.y1(), within(1e-2));
            assertThat(bounds.getWidth() * image.width()).isCloseTo(box.width(), within(1e-2));
            assertThat(bounds.getHeight() * image.height()).isCloseTo(box.height(), within(1e-2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "nms", "task"})
    void oneImageAfterTheOther(String form) throws Exception {
        try (ZooModel<ai.djl.modality.cv.Image, DetectedObjects> model =
                        DetectionCriteria.of(file(form)).build().loadModel();
                Predictor<ai.djl.modality.cv.Image, DetectedObjects> predictor = model.newPredictor()) {
            for (int i = 0; i < images.size(); i++) {
                assertSame(predictor.predict(image(i)), i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "nms", "task"})
    void aBatchOfImagesOfDifferentSizes(String form) throws Exception {
        try (ZooModel<ai.djl.modality.cv.Image, DetectedObjects> model =
                        DetectionCriteria.of(file(form)).build().loadModel();
                Predictor<ai.djl.modality.cv.Image, DetectedObjects> predictor = model.newPredictor()) {
            List<DetectedObjects> found = predictor.batchPredict(List.of(image(3), image(0), image(1)));
            assertSame(found.get(0), 3);
            assertSame(found.get(1), 0);
            assertSame(found.get(2), 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "nms", "task"})
    void aPredictorForEachOfSeveralThreads(String form) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (ZooModel<ai.djl.modality.cv.Image, DetectedObjects> model =
                DetectionCriteria.of(file(form)).build().loadModel()) {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int first = t;
                running.add(threads.submit(() -> {
                    try (Predictor<ai.djl.modality.cv.Image, DetectedObjects> predictor = model.newPredictor()) {
                        for (int i = 0; i < 8; i++) {
                            int foreign = (first + i) % images.size();
                            assertSame(predictor.predict(image(foreign)), foreign);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void imagesOfAnotherLibraryAreReadByTheirPixels() throws Exception {
        try (ZooModel<ai.djl.modality.cv.Image, DetectedObjects> model =
                        DetectionCriteria.of(files.raw()).build().loadModel();
                Predictor<ai.djl.modality.cv.Image, DetectedObjects> predictor = model.newPredictor()) {
            assertSame(predictor.predict(ForeignImage.of(image(1))), 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "nms", "task"})
    void anotherThresholdShowsMoreOrLess(String form) throws Exception {
        double highest = expected.get(0).get(0).score();
        assertThat(found(form, highest - 1e-3)).isBetween(1, expected.get(0).size() - 1);
        assertThat(found(form, "0.3")).isGreaterThan(expected.get(0).size());
    }

    private static int found(String form, Object threshold) throws Exception {
        try (ZooModel<ai.djl.modality.cv.Image, DetectedObjects> model = DetectionCriteria.of(file(form))
                        .optArgument("threshold", threshold)
                        .build()
                        .loadModel();
                Predictor<ai.djl.modality.cv.Image, DetectedObjects> predictor = model.newPredictor()) {
            return predictor.predict(image(0)).getNumberOfObjects();
        }
    }

    @Test
    void filesOfImagesAreTakenToo() throws Exception {
        Criteria<Path, DetectedObjects> criteria = Criteria.builder()
                .setTypes(Path.class, DetectedObjects.class)
                .optModelPath(files.raw())
                .optEngine("OnnxRuntime")
                .optTranslatorFactory(new DetectionTranslatorFactory())
                .build();
        try (ZooModel<Path, DetectedObjects> model = criteria.loadModel();
                Predictor<Path, DetectedObjects> predictor = model.newPredictor()) {
            List<DetectedObjects> found = predictor.batchPredict(
                    List.of(files.world().image(0), files.world().image(1)));
            assertSame(found.get(0), 0);
            assertSame(found.get(1), 1);
        }
    }

    /** As DJL Serving does: bytes of an image come in, JSON goes out, all else is in serving.properties. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                engine=OnnxRuntime
                option.modelName=shapes
                translatorFactory=org.vpt4j.detect.djl.DetectionTranslatorFactory
                """,
                """
                engine=PyTorch
                option.hasParameter=false
                blockFactory=org.vpt4j.detect.djl.DetectionBlockFactory
                translatorFactory=org.vpt4j.detect.djl.DetectionTranslatorFactory
                task=shapes.safetensors
                """
            })
    void aServerReadsItsProperties(String properties, @TempDir Path folder) throws Exception {
        Files.copy(files.raw(), folder.resolve("shapes.onnx"));
        Files.copy(files.task(), folder.resolve("shapes.safetensors"));
        Files.writeString(folder.resolve("serving.properties"), properties);
        Criteria<Input, Output> criteria = Criteria.builder()
                .setTypes(Input.class, Output.class)
                .optModelPath(folder)
                .build();
        try (ZooModel<Input, Output> model = criteria.loadModel();
                Predictor<Input, Output> predictor = model.newPredictor()) {
            Input request = new Input();
            request.add(Files.readAllBytes(files.world().image(2)));
            JsonNode json = new ObjectMapper()
                    .readTree(predictor.predict(request).getData().getAsString());
            assertThat(json).hasSameSizeAs(expected.get(2));
            assertThat(json.get(0).get("className").asText())
                    .isEqualTo(CLASSES.get(expected.get(2).get(0).classIndex()));
        }
    }

    @Test
    void theOnlyTaskOfAFolderIsTaken(@TempDir Path folder) throws Exception {
        Files.copy(files.task(), folder.resolve("another-name.safetensors"));
        try (ZooModel<ai.djl.modality.cv.Image, DetectedObjects> model =
                        DetectionCriteria.of(folder).build().loadModel();
                Predictor<ai.djl.modality.cv.Image, DetectedObjects> predictor = model.newPredictor()) {
            assertSame(predictor.predict(image(0)), 0);
        }
        Files.copy(files.task(), folder.resolve("second.safetensors"));
        assertThatThrownBy(() -> DetectionCriteria.of(folder).build().loadModel())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("2 files");
    }

    @Test
    void closingTheModelOfATaskFreesItsDetector() throws Exception {
        ZooModel<ai.djl.modality.cv.Image, DetectedObjects> model =
                DetectionCriteria.of(files.task()).build().loadModel();
        DetectionBlock block = (DetectionBlock) model.getBlock();
        model.close();
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDList pixels = new NDList(manager.zeros(new Shape(1, 3, 48, 64)));
            assertThatThrownBy(() -> block.forward(new ParameterStore(manager, false), pixels, false))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "nms", "task"})
    void nothingOfAPredictionStaysBehind(String form) throws Exception {
        try (ZooModel<ai.djl.modality.cv.Image, DetectedObjects> model =
                        DetectionCriteria.of(file(form)).build().loadModel();
                Predictor<ai.djl.modality.cv.Image, DetectedObjects> predictor = model.newPredictor()) {
            int before = model.getNDManager().getManagedArrays().size();
            for (int i = 0; i < 5; i++) {
                predictor.batchPredict(List.of(image(0), image(3)));
            }
            assertThat(model.getNDManager().getManagedArrays()).hasSize(before);
        }
    }

    /** As the documentation of {@link DetectionTranslatorFactory} and {@link DetectionBlockFactory} has it. */
    @Test
    void theExamplesOfTheDocumentationRun() throws Exception {
        Criteria<ai.djl.modality.cv.Image, DetectedObjects> exported = Criteria.builder()
                .setTypes(ai.djl.modality.cv.Image.class, DetectedObjects.class)
                .optModelPath(files.raw())
                .optEngine("OnnxRuntime")
                .optTranslatorFactory(new DetectionTranslatorFactory())
                .optArgument("threshold", 0.4)
                .build();
        Criteria<ai.djl.modality.cv.Image, DetectedObjects> trained = Criteria.builder()
                .setTypes(ai.djl.modality.cv.Image.class, DetectedObjects.class)
                .optModelPath(files.task())
                .optEngine("PyTorch")
                .optOption("hasParameter", "false")
                .optArgument("blockFactory", new DetectionBlockFactory())
                .optArgument("backbone", files.world().backbone().toString())
                .optArgument("threshold", 0.4)
                .optTranslatorFactory(new DetectionTranslatorFactory())
                .build();
        List<Integer> found = new ArrayList<>();
        for (Criteria<ai.djl.modality.cv.Image, DetectedObjects> criteria : List.of(exported, trained)) {
            try (ZooModel<ai.djl.modality.cv.Image, DetectedObjects> model = criteria.loadModel();
                    Predictor<ai.djl.modality.cv.Image, DetectedObjects> predictor = model.newPredictor()) {
                found.add(predictor
                        .predict(ImageFactory.getInstance()
                                .fromFile(files.world().image(0)))
                        .getNumberOfObjects());
            }
        }
        assertThat(found.get(0)).isGreaterThan(expected.get(0).size()).isEqualTo(found.get(1));
    }

    @Test
    void whatIsNoWholeDetectorOrHasNoSuchEngineIsRefusedByName() throws Exception {
        assertThatThrownBy(() -> DetectionCriteria.of(files.shared()).build().loadModel())
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("--layout single");
        assertThatThrownBy(() -> DetectionCriteria.of(files.raw())
                        .optArgument("threshold", "high")
                        .build()
                        .loadModel())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("threshold");
        assertThatThrownBy(() -> DetectionCriteria.of(files.task())
                        .optEngine("OnnxRuntime")
                        .build()
                        .loadModel())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("PyTorch");
    }
}
