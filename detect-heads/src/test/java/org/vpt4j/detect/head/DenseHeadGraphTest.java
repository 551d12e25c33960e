package org.vpt4j.detect.head;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.detect.OnnxRun;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.FeatureLayers;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;

/** The head inside of an ONNX graph gives the numbers of the network that is trained. */
class DenseHeadGraphTest {
    private static final int WIDTH = 6;
    private static final int LAYERS = 2;
    private static final int CLASSES = 3;
    private static final EncoderConfig ENCODER = EncoderConfig.of(14, WIDTH, LAYERS, 1);
    private static final DenseHeadSettings SETTINGS =
            DenseHeadSettings.of(Settings.of(Map.of("neck", "16", "channels", "8", "groups", "4")));
    private static final DenseHead HEAD =
            new DenseHead(SETTINGS, CLASSES, SETTINGS.pyramid(ENCODER, List.of(1, 2)), ENCODER.patch());

    private static final Map<String, Integer> GOLDEN = Map.ofEntries(
            Map.entry("Add", 28),
            Map.entry("Cast", 6),
            Map.entry("Clip", 3),
            Map.entry("Concat", 3),
            Map.entry("Conv", 21),
            Map.entry("ConvTranspose", 1),
            Map.entry("Exp", 3),
            Map.entry("Gather", 6),
            Map.entry("Identity", 2),
            Map.entry("InstanceNormalization", 16),
            Map.entry("Mul", 44),
            Map.entry("Range", 6),
            Map.entry("Reshape", 47),
            Map.entry("Shape", 19),
            Map.entry("Sigmoid", 17),
            Map.entry("Transpose", 6));

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 2, 2", "3, 3, 5", "2, 8, 7", "1, 24, 24", "4, 1, 9"})
    void oneGraphServesEveryBatchAndEverySizeOfTheMaps(int images, int rows, int columns) throws OrtException {
        assertGivesWhatIsTrained(HEAD, WeightFormat.FP32, OptLevel.ALL_OPT, images, rows, columns, 1e-4);
    }

    @Test
    void randomWeightsGiveTheSameInBothForms() {
        assertThat(HeadParity.check(HEAD, ENCODER, List.of(1, 2), 1e-4)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 14, 16, 32})
    void bothFormsOfAHeadThatReadsTheImageAgree(int patch) {
        EncoderConfig encoder = EncoderConfig.of(patch, WIDTH, LAYERS, 1);
        List<Integer> layers = List.of(FeatureLayers.IMAGE, 1, 2);
        DenseHead head = new DenseHead(SETTINGS, CLASSES, SETTINGS.pyramid(encoder, layers), patch);

        assertThat(HeadParity.check(head, encoder, layers, 1e-4)).isPositive();
    }

    @ParameterizedTest
    @EnumSource(OptLevel.class)
    void everyOptimizationLevelOfTheRuntimeKeepsTheNumbers(OptLevel level) throws OrtException {
        assertGivesWhatIsTrained(HEAD, WeightFormat.FP32, level, 2, 5, 6, 1e-4);
    }

    @ParameterizedTest
    @CsvSource({"FP16, 5e-3", "INT8, 1e-4"})
    void weightsInOtherFormatsStayClose(WeightFormat format, double tolerance) throws OrtException {
        assertGivesWhatIsTrained(HEAD, format, OptLevel.ALL_OPT, 2, 5, 6, tolerance);
    }

    @Test
    void towersWithoutConvolutionsAndASingleMapAreWrittenToo() throws OrtException {
        DenseHeadSettings settings = DenseHeadSettings.of(
                Settings.of(Map.of("neck", "4", "channels", "4", "groups", "1", "convolutions", "0")));
        EncoderConfig encoder = EncoderConfig.of(16, 12, 1, 1);
        DenseHead plain = new DenseHead(settings, 1, settings.pyramid(encoder, List.of(1)), encoder.patch());
        assertGivesWhatIsTrained(plain, WeightFormat.FP32, OptLevel.ALL_OPT, 2, 4, 3, 1e-4);
    }

    @Test
    void theGraphHasTheseOperatorsAndNoMore() {
        OnnxGraph graph = new OnnxGraph("head", WeightFormat.FP32);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            write(graph, HEAD, values(parameters(HEAD, manager)));
        }
        assertThat(graph.operators()).isEqualTo(GOLDEN);
    }

    private static void assertGivesWhatIsTrained(
            DenseHead head, WeightFormat format, OptLevel level, int images, int rows, int columns, double tolerance)
            throws OrtException {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                HeadNetwork network = head.network(Precision.FLOAT32)) {
            Tensors parameters = parameters(head, manager);
            NDList maps = new NDList();
            Map<String, FloatTensor> inputs = new LinkedHashMap<>();
            int count = head == HEAD ? LAYERS : 1;
            for (int i = 0; i < count; i++) {
                FloatTensor map = noise(7 + i, images, (head == HEAD ? WIDTH : 12), rows, columns);
                maps.add(map.toArray(manager));
                inputs.put("map." + i, map);
            }
            Proposals trained = network.proposals(network.forward(manager, maps, parameters, false));

            OnnxGraph graph = new OnnxGraph("head", format);
            write(graph, head, values(parameters));
            Map<String, FloatTensor> written = OnnxRun.run(graph.toBytes(), level, inputs);

            int locations = trained.locations();
            assertThat(written.get("scores").shape()).containsExactly(images, locations, head == HEAD ? CLASSES : 1);
            assertThat(written.get("boxes").shape()).containsExactly(images, locations, 4);
            assertThat(OnnxRun.difference(
                            written.get("scores").values(), trained.scores().array()))
                    .isLessThan(tolerance);
            assertThat(OnnxRun.difference(
                            written.get("boxes").values(), trained.boxes().array()))
                    .isLessThan(14 * tolerance);
        }
    }

    private static void write(OnnxGraph graph, DenseHead head, Map<String, FloatTensor> values) {
        List<OnnxGraph.Value> maps = new ArrayList<>();
        for (int i = 0; i < (head == HEAD ? LAYERS : 1); i++) {
            maps.add(graph.input(
                    "map." + i, OnnxGraph.ElementType.FLOAT, "batch", head == HEAD ? WIDTH : 12, "rows", "columns"));
        }
        DetectionHead.Candidates candidates = head.write(graph, maps, graph.weights(values));
        graph.output(candidates.scores(), "scores", OnnxGraph.ElementType.FLOAT, "batch", "locations", "classes");
        graph.output(candidates.boxes(), "boxes", OnnxGraph.ElementType.FLOAT, "batch", "locations", 4);
    }

    /** Not as they start, where norms and scales are ones and zeros: as if they had been trained. */
    private static Tensors parameters(DenseHead head, NDManager manager) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        head.initialise(manager, 5).asMap().forEach((name, array) -> {
            FloatTensor moved = noise(name.hashCode(), array.getShape().getShape());
            float[] start = array.toFloatArray();
            for (int i = 0; i < start.length; i++) {
                moved.values()[i] = start[i] + 0.2f * moved.values()[i];
            }
            arrays.put(name, moved.toArray(manager));
        });
        return Tensors.of(arrays);
    }

    private static Map<String, FloatTensor> values(Tensors parameters) {
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        parameters.asMap().forEach((name, array) -> values.put(name, FloatTensor.from(array)));
        return values;
    }

    private static FloatTensor noise(int seed, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        FloatTensor tensor = FloatTensor.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.values()[i] = (float) random.nextDouble(-1, 1);
        }
        return tensor;
    }
}
