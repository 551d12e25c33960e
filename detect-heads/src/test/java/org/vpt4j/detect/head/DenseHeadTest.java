package org.vpt4j.detect.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Golden;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.FeatureLayers;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Settings;

class DenseHeadTest {
    private static final EncoderConfig ENCODER =
            EncoderConfig.of(14, 384, 12, 6).withGrid(37).withLayerScale(true);
    private static final Settings SMALL = Settings.of(Map.of("neck", 8, "channels", 8, "groups", 4));

    private static final List<Integer> LAYERS = List.of(3, 6, 9, 12);
    private static final List<String> CLASSES = List.of("platelet", "red cell", "white cell");

    private static NDManager manager;

    @BeforeAll
    static void open() {
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    /** A head for two classes on one layer of this width. */
    private static DenseHead head(Settings given, int width, int patch) {
        DenseHeadSettings settings = DenseHeadSettings.of(given);
        EncoderConfig encoder = EncoderConfig.of(patch, width, 1, 1);
        return new DenseHead(settings, 2, settings.pyramid(encoder, List.of(1)), patch);
    }

    @ParameterizedTest
    @ValueSource(strings = {"golden.json", "golden-image.json"})
    void pyramidAndTowersComputeWhatPyTorchsModulesDo(String file) {
        JsonNode golden = Golden.read("pyramid-and-head", file);
        JsonNode sizes = golden.get("settings");
        DenseHeadSettings settings = DenseHeadSettings.of(Settings.of(Map.of(
                "neck", sizes.get("neck"),
                "channels", sizes.get("channels"),
                "groups", sizes.get("groups"),
                "convolutions", sizes.get("convolutions"))));
        EncoderConfig encoder = EncoderConfig.of(
                golden.get("patch").intValue(), golden.get("width").intValue(), 2, 1);
        boolean image = golden.get("maps").size() == 3;
        SimplePyramid.Sizes pyramidSizes = settings.pyramid(encoder, image ? List.of(0, 1, 2) : List.of(1, 2));
        Tensors parameters = parameters(golden.get("parameters"));
        NDList maps = tensors(golden.get("maps"));
        DenseHead head = new DenseHead(
                settings,
                golden.get("classes").intValue(),
                pyramidSizes,
                golden.get("patch").intValue());
        SimplePyramid three = new SimplePyramid(pyramidSizes);
        try (HeadNetwork network = head.network(Precision.FLOAT32);
                PyramidNetwork pyramid = three.network(Precision.FLOAT32)) {
            assertThat(parameters.names())
                    .containsExactlyInAnyOrderElementsOf(head.shapes().keySet());
            NDList levels = pyramid.forward(manager, maps, parameters.under("pyramid."), false);
            for (int i = 0; i < 3; i++) {
                assertClose(levels.get(i), golden.get("levels").get(i), 1e-5f);
            }
            NDList outputs = network.forward(manager, maps, parameters, true);
            assertClose(outputs.get(0), golden.get("logits"), 1e-5f);
            assertClose(outputs.get(1), golden.get("boxes"), 2e-3f); // pixels
        }
    }

    @Test
    void mapsInHalfPrecisionAreComputedInFull() {
        DenseHead head = head(SMALL, 6, 16);
        try (HeadNetwork network = head.network(Precision.FLOAT32)) {
            Tensors parameters = head.initialise(manager, 5);
            NDArray half = manager.arange(0f, 24f).reshape(1, 6, 2, 2).div(7).toType(DataType.FLOAT16, true);
            NDArray full = half.toType(DataType.FLOAT32, true);
            NDList fromHalf = network.forward(manager, new NDList(half), parameters, false);
            NDList fromFull = network.forward(manager, new NDList(full), parameters, false);
            assertThat(fromHalf.get(0).toFloatArray())
                    .containsExactly(fromFull.get(0).toFloatArray());
            assertThat(fromHalf.get(1).toFloatArray())
                    .containsExactly(fromFull.get(1).toFloatArray());
        }
    }

    @Test
    void in16BitsOutputsAndGradientsAreNearlyThoseOf32() {
        DenseHeadSettings settings = DenseHeadSettings.of(Settings.of(Map.of("neck", 32, "channels", 32)));
        EncoderConfig encoder = EncoderConfig.of(14, 48, 1, 1);
        DenseHead head = new DenseHead(settings, 2, settings.pyramid(encoder, List.of(FeatureLayers.IMAGE, 1)), 14);
        NDList maps = new NDList(normal(new Shape(2, 3, 84, 70)), normal(new Shape(2, 48, 6, 5)));
        Learned exact = learned(head, Precision.FLOAT32, maps);
        Learned rough = learned(head, Precision.BFLOAT16, maps);

        assertThat(rough.outputs()).extracting(NDArray::getDataType).containsOnly(DataType.FLOAT32);
        for (int i = 0; i < 2; i++) {
            assertThat(cosine(rough.outputs().get(i), exact.outputs().get(i))).isBetween(0.9999, 0.999999999);
        }
        exact.gradients().forEach((name, gradient) -> {
            NDArray other = rough.gradients().get(name);
            assertThat(other.getDataType()).as(name).isEqualTo(DataType.FLOAT32);
            assertThat(cosine(other, gradient)).as(name).isGreaterThan(0.99);
        });
    }

    private record Learned(NDList outputs, Map<String, NDArray> gradients) {}

    private static Learned learned(DenseHead head, Precision precision, NDList maps) {
        Tensors parameters = head.initialise(manager, 5);
        List<Annotation> truth = List.of(Annotation.of(1, new Box(10, 14, 46, 60)));
        try (HeadNetwork network = head.network(precision);
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDList outputs = network.forward(manager, maps, parameters, true);
            HeadNetwork.Loss loss = network.loss(manager, outputs, new ImageSize(70, 84), List.of(truth, truth));
            collector.backward(loss.total());
            Map<String, NDArray> gradients = new LinkedHashMap<>();
            parameters
                    .asMap()
                    .forEach((name, array) ->
                            gradients.put(name, array.getGradient().duplicate()));
            return new Learned(outputs, gradients);
        }
    }

    private static double cosine(NDArray a, NDArray b) {
        double dot = 0;
        double squares = 0;
        double others = 0;
        float[] left = a.toFloatArray();
        float[] right = b.toFloatArray();
        for (int i = 0; i < left.length; i++) {
            dot += (double) left[i] * right[i];
            squares += (double) left[i] * left[i];
            others += (double) right[i] * right[i];
        }
        return squares == 0 && others == 0 ? 1 : dot / Math.sqrt(squares * others);
    }

    @Test
    void everyClassStartsAtItsPriorAndEveryBoxFourCellsWide() {
        DenseHead head = head(SMALL, 6, 16);
        try (HeadNetwork network = head.network(Precision.FLOAT32)) {
            Tensors parameters = head.initialise(manager, 5);
            NDList outputs =
                    network.forward(manager, new NDList(manager.ones(new Shape(1, 6, 2, 2))), parameters, false);
            for (float logit : outputs.get(0).toFloatArray()) {
                assertThat(1 / (1 + Math.exp(-logit))).isBetween(0.008, 0.0125);
            }
            float[] boxes = outputs.get(1).toFloatArray();
            assertThat(boxes[2] - boxes[0]).isCloseTo(4 * 8, within(4f));
            assertThat(boxes[boxes.length - 1] - boxes[boxes.length - 3]).isCloseTo(4 * 32, within(16f));
        }
    }

    @Test
    void theSameSeedStartsTheSameAndAnotherOneDoesNot() {
        DenseHead head = head(SMALL, 6, 16);
        Map<String, NDArray> a = head.initialise(manager, 5).asMap();
        Map<String, NDArray> b = head.initialise(manager, 5).asMap();
        assertThat(a.keySet()).containsExactlyElementsOf(head.shapes().keySet());
        a.forEach((name, array) -> {
            assertThat(array.getShape()).as(name).isEqualTo(head.shapes().get(name));
            assertThat(array.hasGradient()).as(name).isTrue();
            assertThat(array.toFloatArray())
                    .as(name)
                    .containsExactly(b.get(name).toFloatArray());
        });
        assertThat(head.initialise(manager, 6).get("towers.class.0.weight").toFloatArray())
                .isNotEqualTo(a.get("towers.class.0.weight").toFloatArray());
    }

    @Test
    void aHeadForFourLayersOfTheEmbeddedBackboneFitsItsTaskFile() {
        DetectionHead head = DetectionHeads.create("dense", Settings.NONE, CLASSES, ENCODER, LAYERS);
        long count = head.shapes().values().stream().mapToLong(Shape::size).sum();
        assertThat(count).isBetween(500_000L, 550_000L);
        // float16 next to at most 100 kB of prompts
        assertThat(2 * count).isLessThan(2_000_000 - 100_000);
    }

    @Test
    void matricesDecayAndNormsBiasesAndScalesDoNot() {
        DetectionHead head = DetectionHeads.create("dense", SMALL, CLASSES, ENCODER, List.of(12));
        assertThat(head.shapes().keySet().stream().filter(head::decays))
                .containsExactlyInAnyOrder(
                        "pyramid.neck.weight",
                        "pyramid.fine.weight",
                        "pyramid.middle.weight",
                        "pyramid.coarse.weight",
                        "towers.class.0.weight",
                        "towers.class.1.weight",
                        "towers.box.0.weight",
                        "towers.box.1.weight",
                        "towers.class.out.weight",
                        "towers.box.out.weight");
    }

    @Test
    void kernelsAreHiddenButForThoseOfTheOutputs() {
        DetectionHead head = DetectionHeads.create("dense", SMALL, CLASSES, ENCODER, List.of(12));
        assertThat(head.shapes().keySet().stream().filter(head::hidden))
                .containsExactlyInAnyOrderElementsOf(head.shapes().keySet().stream()
                        .filter(head::decays)
                        .filter(name -> !name.contains(".out."))
                        .toList())
                .hasSize(8);
    }

    @Test
    void aHeadIsMadeAgainFromItsNameAndSettings() {
        Map<String, String> changes =
                Map.of("neck", "8", "channels", "8", "groups", "4", "box-loss", "ciou", "alpha", "0.5");
        DetectionHead head = DetectionHeads.create("dense", Settings.of(changes), CLASSES, ENCODER, List.of(0, 12));
        DetectionHead again = DetectionHeads.create(head.name(), head.settings(), CLASSES, ENCODER, List.of(0, 12));
        assertThat(head.settings().texts()).containsAllEntriesOf(changes);
        assertThat(again.settings()).isEqualTo(head.settings());
        assertThat(again.shapes()).isEqualTo(head.shapes());
    }

    @Test
    void wrongNamesAndSettingsAreRefusedWithWhatIsAllowed() {
        assertRefused("detr", Map.of(), "\"detr\"", "dense");
        assertRefused("dense", Map.of("necks", "8"), "necks: ", "did you mean \"neck\"");
        assertRefused("dense", Map.of("groups", "7"), "7", "128", "64");
        assertRefused("dense", Map.of("neck", "wide"), "neck", "number", "wide");
        assertRefused("dense", Map.of("top-k", "2.5"), "top-k", "whole", "2.5");
        assertRefused("dense", Map.of("box-loss", "l1"), "box-loss", "giou", "ciou", "l1");
        assertRefused("dense", Map.of("box-gain", "-1.0"), "box-gain: -1.0");
    }

    @Test
    void outputsOfAnotherInputOrBatchAreRefused() {
        DenseHead head = head(SMALL, 6, 16);
        try (HeadNetwork network = head.network(Precision.FLOAT32)) {
            NDList outputs = network.forward(
                    manager, new NDList(manager.ones(new Shape(1, 6, 2, 2))), head.initialise(manager, 5), false);
            assertThatThrownBy(() -> network.loss(manager, outputs, new ImageSize(48, 32), List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("locations");
            assertThatThrownBy(() -> network.loss(manager, outputs, new ImageSize(32, 32), List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0 images");
        }
    }

    private static void assertRefused(String name, Map<String, String> settings, String... parts) {
        assertThatThrownBy(() -> DetectionHeads.create(name, Settings.of(settings), CLASSES, ENCODER, LAYERS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(parts);
    }

    /** The same values in every run: a few of all possible ones are at a sharp turn of the loss. */
    private static NDArray normal(Shape shape) {
        Random random = new Random(5);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return manager.create(values, shape);
    }

    private static Tensors parameters(JsonNode node) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        node.properties().forEach(entry -> arrays.put(entry.getKey(), Golden.tensor(manager, entry.getValue())));
        return Tensors.of(arrays);
    }

    private static NDList tensors(JsonNode list) {
        NDList tensors = new NDList();
        list.forEach(node -> tensors.add(Golden.tensor(manager, node)));
        return tensors;
    }

    private static void assertClose(NDArray actual, JsonNode expected, float tolerance) {
        assertThat(actual.getShape()).isEqualTo(Golden.tensor(manager, expected).getShape());
        assertThat(actual.toFloatArray()).containsExactly(Golden.floats(expected.get("values")), within(tolerance));
    }
}
