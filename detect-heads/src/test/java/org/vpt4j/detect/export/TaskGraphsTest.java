package org.vpt4j.detect.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.OnnxRun;
import org.vpt4j.detect.head.PostProcessing;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.detect.inference.ExportOptions;
import org.vpt4j.detect.inference.TaskGraphs;
import org.vpt4j.vision.encoder.EncoderGraph;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.TuningMethods;

/** Exported graphs give the numbers of the graph that was trained, however they are cut into files. */
class TaskGraphsTest {
    private static final ExportOptions PLAIN = ExportOptions.of("shapes");

    private static final String HEAD =
            "Add=28, Cast=6, Clip=3, Concat=3, Conv=21, ConvTranspose=1, Exp=3, Gather=6, Identity=2,"
                    + " InstanceNormalization=16, Mul=44, Range=6, Reshape=47, Shape=19, Sigmoid=17, Transpose=6";
    /** The head, suppression, and a prompt for two layers. */
    private static final String TASK =
            "Add=28, And=1, Cast=7, Clip=3, Concat=3, ConstantOfShape=1, Conv=21, ConvTranspose=1, Div=1, Equal=1,"
                    + " Exp=3, Gather=8, GatherElements=1, GatherND=3, Greater=2, GreaterOrEqual=1, Identity=7,"
                    + " InstanceNormalization=16, Max=1, Min=3, Mul=46, NonMaxSuppression=1, Range=6, ReduceMin=1,"
                    + " Reshape=49, ScatterND=1, Shape=23, Sigmoid=17, Split=1, Sub=2, TopK=2, Transpose=6,"
                    + " Unsqueeze=5, Where=4";

    @TempDir
    static Path folder;

    private static TrainedTasks tasks;

    @BeforeAll
    static void open() {
        tasks = new TrainedTasks(folder, 1);
    }

    @AfterAll
    static void close() {
        tasks.close();
    }

    static Stream<String> methods() {
        return Stream.concat(
                TuningMethods.names().stream().filter(name -> !TuningMethods.has(name, "text-width")),
                Stream.of("vpt-deep+bitfit", "vpt-shallow+pixel-border"));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodIsInTheSingleFile(String method) throws OrtException {
        TrainedTasks.Trained task = tasks.task(method);
        FloatTensor pixels = TrainedTasks.pixels(1, 3, 64, 64);
        assertClose(single(task, PLAIN, OptLevel.ALL_OPT, pixels), task.trained(pixels), Tolerance.EXACT);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodIsInTheTasksFileBesideAnEncoder(String method) throws OrtException {
        TrainedTasks.Trained task = tasks.task(method);
        FloatTensor pixels = TrainedTasks.pixels(2, 3, 64, 64);
        assertClose(shared(task, PLAIN, OptLevel.ALL_OPT, pixels), task.trained(pixels), Tolerance.EXACT);
    }

    @ParameterizedTest
    @CsvSource({"1, 64, 64", "4, 40, 96", "2, 8, 8", "1, 72, 24"})
    void oneFileTakesImagesOfEverySizeAndAnyNumberOfThem(int images, int height, int width) throws OrtException {
        TrainedTasks.Trained task = tasks.task("vpt-deep");
        FloatTensor pixels = TrainedTasks.pixels(3, images, height, width);
        Proposals trained = task.trained(pixels);
        assertClose(single(task, PLAIN, OptLevel.ALL_OPT, pixels), trained, Tolerance.EXACT);
        assertClose(shared(task, PLAIN, OptLevel.ALL_OPT, pixels), trained, Tolerance.EXACT);
    }

    @ParameterizedTest
    @EnumSource(OptLevel.class)
    void everyOptimizationLevelOfTheRuntimeKeepsTheNumbers(OptLevel level) throws OrtException {
        TrainedTasks.Trained task = tasks.task("vpt-deep");
        FloatTensor pixels = TrainedTasks.pixels(4, 2, 48, 64);
        Proposals trained = task.trained(pixels);
        for (WeightFormat format : WeightFormat.values()) {
            ExportOptions options = PLAIN.withPrecision(format);
            Tolerance tolerance = tolerance(format);
            assertClose(single(task, options, level, pixels), trained, tolerance);
            assertClose(shared(task, options, level, pixels), trained, tolerance);
        }
    }

    /**
     * How far the farthest value may be.
     *
     * @param score of scores in [0, 1]
     * @param pixels of the corners of boxes, which reach to 105 pixels
     */
    private record Tolerance(double score, double pixels) {
        static final Tolerance EXACT = new Tolerance(1e-4, 5e-4);
    }

    /** On random weights; a trained encoder is closer. What int8 rounds where differs from processor to processor. */
    private static Tolerance tolerance(WeightFormat format) {
        return switch (format) {
            case FP32 -> Tolerance.EXACT;
            case FP16 -> new Tolerance(0.01, 0.05);
            case INT8 -> new Tolerance(0.1, 3);
        };
    }

    @ParameterizedTest
    @EnumSource(OptLevel.class)
    void suppressionInTheGraphGivesTheDetectionsOfItsOwnCandidates(OptLevel level) throws OrtException {
        TrainedTasks.Trained task = tasks.task("vpt-shallow");
        FloatTensor pixels = TrainedTasks.pixels(5, 3, 64, 40);
        ExportOptions inside = PLAIN.withSuppression(true);
        assertDetections(single(task, inside, level, pixels), single(task, PLAIN, level, pixels), pixels);
        assertDetections(shared(task, inside, level, pixels), shared(task, PLAIN, level, pixels), pixels);
    }

    @Test
    void aFixedFileTakesTheTasksSizeAndNoOther() throws OrtException {
        TrainedTasks.Trained task = tasks.task("vpt-deep");
        ExportOptions fixed = PLAIN.withFixedSize(true);
        FloatTensor pixels = TrainedTasks.pixels(6, 2, 64, 64);
        assertClose(single(task, fixed, OptLevel.ALL_OPT, pixels), task.trained(pixels), Tolerance.EXACT);
        assertClose(shared(task, fixed, OptLevel.ALL_OPT, pixels), task.trained(pixels), Tolerance.EXACT);
        assertThatThrownBy(() -> single(task, fixed, OptLevel.ALL_OPT, TrainedTasks.pixels(6, 2, 64, 72)))
                .isInstanceOf(OrtException.class);
    }

    @Test
    void aPromptAsLargeAsTheInputFixesTheSizeOfTheSingleFile() {
        OnnxGraph graph = TaskGraphs.detector(checked(tasks.task("pixel-border")), tasks.backbone, PLAIN);
        assertThat(graph.metadata()).containsEntry("input", "fixed");
    }

    @Test
    void theGraphsHaveTheseOperatorsAndNoMore() {
        CheckedTask task = checked(tasks.task("vpt-deep"));
        OnnxGraph encoder = new OnnxGraph("encoder", WeightFormat.FP32);
        EncoderGraph.write(
                encoder,
                tasks.backbone,
                encoder.input(EncoderGraph.PIXELS, OnnxGraph.ElementType.FLOAT, "images", 3, "height", "width"),
                task.constants(tasks.backbone),
                List.of(1, 2),
                Optional.empty());
        Map<String, Integer> behindIt =
                new TreeMap<>(TaskGraphs.detector(task, tasks.backbone, PLAIN).operators());
        encoder.operators().forEach((operator, count) -> behindIt.merge(operator, -count, Integer::sum));
        behindIt.values().removeIf(count -> count == 0);
        assertThat(behindIt).hasToString("{" + HEAD + "}");
        assertThat(TaskGraphs.task(task, tasks.backbone, PLAIN.withSuppression(true))
                        .operators())
                .hasToString("{" + TASK + "}");
    }

    private static Map<String, FloatTensor> single(
            TrainedTasks.Trained task, ExportOptions options, OptLevel level, FloatTensor pixels) throws OrtException {
        OnnxGraph graph = TaskGraphs.detector(checked(task), tasks.backbone, options);
        return OnnxRun.run(graph.toBytes(), level, Map.of(EncoderGraph.PIXELS, pixels));
    }

    /** As a stranger does it: constants out of the task's file, all into the encoder's, its maps into the task's. */
    private static Map<String, FloatTensor> shared(
            TrainedTasks.Trained task, ExportOptions options, OptLevel level, FloatTensor pixels) throws OrtException {
        SharedEncoder encoder = SharedEncoder.of(checked(task), tasks.backbone, options, folder.resolve("nothing"));
        EncoderWeights weights = encoder.weights();
        byte[] own = TaskGraphs.task(checked(task), weights, options).toBytes();
        Map<String, FloatTensor> zeros = new LinkedHashMap<>();
        for (int layer : task.task().head().layers()) {
            zeros.put(
                    EncoderGraph.features(layer),
                    FloatTensor.zeros(1, weights.config().width(), 64 / 8, 64 / 8));
        }
        Map<String, FloatTensor> inputs = new LinkedHashMap<>(OnnxRun.run(own, level, zeros));
        inputs.keySet().removeAll(List.of("boxes", "scores", "classes"));
        inputs.put(EncoderGraph.PIXELS, pixels);
        Map<String, FloatTensor> features =
                OnnxRun.run(encoder.graph().orElseThrow().toBytes(), level, inputs);
        return OnnxRun.run(own, level, features);
    }

    private static CheckedTask checked(TrainedTasks.Trained task) {
        return CheckedTask.of(task.task(), tasks.backbone);
    }

    private static void assertClose(Map<String, FloatTensor> exported, Proposals trained, Tolerance tolerance) {
        assertThat(OnnxRun.difference(
                        exported.get("scores").values(), trained.scores().array()))
                .as("scores")
                .isLessThan(tolerance.score());
        assertThat(OnnxRun.difference(
                        exported.get("boxes").values(), trained.boxes().array()))
                .as("boxes")
                .isLessThan(tolerance.pixels());
    }

    private static void assertDetections(
            Map<String, FloatTensor> inside, Map<String, FloatTensor> raw, FloatTensor pixels) {
        int images = (int) pixels.shape()[0];
        Proposals proposals = new Proposals(
                images,
                TrainedTasks.CLASSES.size(),
                FloatBuffer.wrap(raw.get("scores").values()),
                FloatBuffer.wrap(raw.get("boxes").values()));
        ImageSize input = new ImageSize((int) pixels.shape()[3], (int) pixels.shape()[2]);
        for (int image = 0; image < images; image++) {
            List<Detection> outside =
                    PostProcessing.STANDARD.apply(proposals, image, true, input, TaskGraphs.LEAST_SCORE);
            assertThat(outside).hasSizeGreaterThan(20);
            assertThat(detections(inside, image)).isEqualTo(outside);
        }
    }

    private static List<Detection> detections(Map<String, FloatTensor> inside, int image) {
        FloatTensor scores = inside.get("scores").at(image);
        FloatTensor boxes = inside.get("boxes").at(image);
        FloatTensor classes = inside.get("classes").at(image);
        List<Detection> found = new ArrayList<>();
        for (int i = 0; i < scores.size() && classes.values()[i] >= 0; i++) {
            float[] box = boxes.at(i).values();
            found.add(new Detection(
                    (int) classes.values()[i], new Box(box[0], box[1], box[2], box[3]), scores.values()[i]));
        }
        return found;
    }
}
