package org.vpt4j.vision.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.Numbers;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.TinyEncoder;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.Behind;
import org.vpt4j.vision.runtime.EncoderPrompt;
import org.vpt4j.vision.runtime.OnnxEncoder;
import org.vpt4j.vision.runtime.RuntimeOptions;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;

/** What holds for every tuning method and for sums of them, whichever it is. */
class EveryMethodTest {
    private static final String NAMES = "org.vpt4j.vision.tuning.TinyMethods#names";
    private static final EncoderConfig CONFIG = TinyEncoder.CONFIG;
    private static final List<Integer> LAYERS = List.of(1, 2);

    /** Rectifiers have corners: where a wide step goes around one, a narrow one does not. */
    private static final float[] STEPS = {1e-2f, 3e-3f, 1e-3f};

    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final NDArray pixels = manager.create(Numbers.of("pixels", 2 * 3 * 12 * 16), new Shape(2, 3, 12, 16));

    @AfterEach
    void close() {
        manager.close();
    }

    /** Parameters somewhere behind their start, so that nothing is zero. */
    private Tensors learned(TuningMethod method, VisionEncoder encoder) {
        Tensors start = method.initialise(manager, encoder, Initialization.uniform(5));
        start.asMap().forEach((name, leaf) -> leaf.addi(manager.create(shift(name, leaf.size()), leaf.getShape())));
        return start;
    }

    private static float[] shift(String name, long count) {
        float[] values = Numbers.of(name, count);
        for (int i = 0; i < values.length; i++) {
            values[i] *= 0.1f;
        }
        return values;
    }

    private static Map<String, FloatTensor> plain(Tensors parameters) {
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        parameters.asMap().forEach((name, array) -> values.put(name, FloatTensor.from(array)));
        return values;
    }

    private List<FloatTensor> features(VisionEncoder encoder, Adaptation adaptation, Tensors parameters) {
        try (NDManager scope = manager.newSubManager()) {
            return encoder.features(scope, pixels, LAYERS, adaptation, parameters, false).stream()
                    .map(FloatTensor::from)
                    .toList();
        }
    }

    /** The product of all feature maps with fixed numbers: neither flat nor symmetric. */
    private double loss(VisionEncoder encoder, Adaptation adaptation, Tensors parameters) {
        double total = 0;
        for (FloatTensor map : features(encoder, adaptation, parameters)) {
            float[] weights = Numbers.of("loss", map.size());
            for (int i = 0; i < weights.length; i++) {
                total += (double) map.values()[i] * weights[i];
            }
        }
        return total;
    }

    private void backward(VisionEncoder encoder, Adaptation adaptation, Tensors parameters) {
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray total = scope.create(0f);
            for (NDArray map : encoder.features(scope, pixels, LAYERS, adaptation, parameters, true)) {
                NDArray product = map.mul(scope.create(Numbers.of("loss", map.size()), map.getShape()));
                product.attach(scope);
                total = total.add(product.sum());
                total.attach(scope);
            }
            collector.backward(total);
        }
    }

    private static float[] gradient(NDArray leaf) {
        try (NDArray gradient = leaf.getGradient()) {
            return gradient.toFloatArray();
        }
    }

    @ParameterizedTest
    @MethodSource(NAMES)
    void aStepMovesAllOfItsTensorsAndNoByteOfTheEncoder(String name) {
        TuningMethod method = TinyMethods.of(name);
        for (Precision precision : Precision.values()) {
            try (VisionEncoder encoder = TinyEncoder.of(CONFIG, precision)) {
                Map<String, String> before = encoder.fingerprints();
                Tensors parameters = learned(method, encoder);
                assertThat(parameters.names()).isEqualTo(method.shapes(CONFIG).keySet());
                double start = loss(encoder, method, parameters);
                if (!parameters.isEmpty()) {
                    backward(encoder, method.inTraining(1), parameters);
                }
                float rate = 0.1f / squaredNorm(parameters);
                parameters.asMap().forEach((parameter, leaf) -> {
                    float[] gradient = gradient(leaf);
                    assertThat(gradient).as(parameter).doesNotContain(Float.NaN);
                    Map<String, FloatTensor> unmoved = plain(Tensors.of(Map.of(parameter, leaf)));
                    leaf.subi(manager.create(gradient, leaf.getShape()).mul(rate));
                    assertThat(FloatTensor.from(leaf)).as(parameter).isNotEqualTo(unmoved.get(parameter));
                });
                if (!parameters.isEmpty() && precision == Precision.FLOAT32) { // bfloat16 is too coarse to see it
                    assertThat(loss(encoder, method, parameters)).isLessThan(start);
                }
                assertThat(encoder.fingerprints()).isEqualTo(before);
                assertThat(encoder.weights().values()).noneMatch(NDArray::hasGradient);
            }
        }
    }

    private static float squaredNorm(Tensors parameters) {
        double sum = 0;
        for (NDArray leaf : parameters.values()) {
            for (float value : gradient(leaf)) {
                sum += (double) value * value;
            }
        }
        return (float) sum;
    }

    @ParameterizedTest
    @MethodSource(NAMES)
    void theGradientOfEveryTensorIsAFiniteDifference(String name) {
        TuningMethod method = TinyMethods.of(name);
        try (VisionEncoder encoder = TinyEncoder.of(CONFIG, Precision.FLOAT32)) {
            Tensors parameters = learned(method, encoder);
            if (parameters.isEmpty()) {
                return;
            }
            backward(encoder, method, parameters);
            parameters.asMap().forEach((parameter, leaf) -> {
                float[] gradient = gradient(leaf);
                float[] start = leaf.toFloatArray();
                for (int i = 0; i < start.length; i += Math.max(1, start.length / 2)) {
                    double slope = 0;
                    for (float step : STEPS) {
                        slope = slope(encoder, method, parameters, parameter, i, step);
                        if (isNear(gradient[i], slope)) {
                            break;
                        }
                    }
                    assertThat(isNear(gradient[i], slope))
                            .as("%s %s [%d]: %f is %f", name, parameter, i, gradient[i], slope)
                            .isTrue();
                }
            });
        }
    }

    private static boolean isNear(double gradient, double slope) {
        return Math.abs(gradient - slope) <= 3e-3 + 1e-2 * Math.abs(slope);
    }

    private double slope(
            VisionEncoder encoder, TuningMethod method, Tensors parameters, String parameter, int at, float step) {
        NDArray leaf = parameters.get(parameter);
        float[] start = leaf.toFloatArray();
        double above = loss(encoder, method, parameters.with(moved(parameter, leaf, start, at, step)));
        double below = loss(encoder, method, parameters.with(moved(parameter, leaf, start, at, -step)));
        return (above - below) / (2 * step);
    }

    private Tensors moved(String name, NDArray array, float[] start, int at, float by) {
        float[] values = start.clone();
        values[at] += by;
        return Tensors.of(Map.of(name, manager.create(values, array.getShape())));
    }

    @ParameterizedTest
    @MethodSource(NAMES)
    void whatIsLearnedComesToTheSameAtInference(String name) {
        TuningMethod method = TinyMethods.of(name);
        try (VisionEncoder encoder = TinyEncoder.of(CONFIG, Precision.FLOAT32)) {
            Tensors parameters = learned(method, encoder);
            Constants constants =
                    new Constants(manager, method.constants(TinyEncoder.weights(CONFIG), plain(parameters)));
            assertThat(constants.values().weights().keySet()).isEqualTo(method.changedWeights(CONFIG));
            List<FloatTensor> expected = features(encoder, method, parameters);
            assertClose(features(encoder, constants, Tensors.empty()), expected);
        }
    }

    private static void assertClose(List<FloatTensor> actual, List<FloatTensor> expected) {
        for (int i = 0; i < LAYERS.size(); i++) {
            assertThat(actual.get(i).values())
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(expected.get(i).values());
        }
    }

    /** The parts of a sum that the encoder of ONNX Runtime is made of, is fed with, and that lie behind it. */
    @ParameterizedTest
    @MethodSource(NAMES)
    void whatIsLearnedComesToTheSameOnOnnxRuntime(String name) {
        TuningMethod method = TinyMethods.of(name);
        EncoderWeights weights = TinyEncoder.weights(CONFIG);
        try (VisionEncoder training = TinyEncoder.of(CONFIG, Precision.FLOAT32)) {
            Tensors parameters = learned(method, training);
            Adaptation.Constants constants = method.constants(weights, plain(parameters));
            EncoderWeights own = weights.with(constants);
            try (OnnxEncoder encoder = OnnxEncoder.load(own, WeightFormat.FP32, new RuntimeOptions("cpu", 1))) {
                EncoderPrompt prompt = encoder.prompt(constants.prompt());
                FloatBuffer direct = ByteBuffer.allocateDirect(Math.toIntExact(4 * pixels.size()))
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer()
                        .put(pixels.toFloatArray())
                        .flip();
                try (OnnxEncoder.Features maps = encoder.encode(direct, 2, 12, 16, List.of(prompt), LAYERS)) {
                    Map<Integer, FloatTensor> given = new LinkedHashMap<>();
                    LAYERS.forEach(layer -> given.put(layer, maps.copy(layer)));
                    List<FloatTensor> actual =
                            List.copyOf(Behind.adapted(constants, given).values());
                    assertClose(actual, features(training, method, parameters));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pixel-border",
                "pixel-patch",
                "pixel-full",
                "lora",
                "adaptformer",
                "mona",
                "side",
                "bitfit",
                "norm",
                "partial",
                "full",
                "head-only"
            })
    void aMethodWithoutTokensStartsWithTheEncoderAsPublished(String name) {
        TuningMethod method = TinyMethods.of(name);
        try (VisionEncoder encoder = TinyEncoder.of(CONFIG, Precision.FLOAT32)) {
            Tensors parameters = method.initialise(manager, encoder, Initialization.uniform(5));
            assertClose(features(encoder, method, parameters), features(encoder, Adaptation.NONE, Tensors.empty()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vpt-deep", "lora", "adaptformer", "mona", "bitfit", "norm"})
    void withTheLastLayersAloneWhatLiesBelowStaysTheSame(String name) {
        TuningMethod method = TuningMethods.create(name, Map.of("layers", "last:1"));
        assertUnchangedBelow(method);
    }

    @ParameterizedTest
    @ValueSource(strings = {"partial:1", "vpt-deep+bitfit"})
    void theLowestLayerOfAMethodIsTheFirstThatChanges(String name) {
        Map<String, String> last = TuningMethods.accepted(name, Map.of("layers", "last:1"));
        assertUnchangedBelow(TuningMethods.create(name, last));
    }

    private void assertUnchangedBelow(TuningMethod method) {
        assertThat(method.lowestLayer(CONFIG)).isEqualTo(2);
        try (VisionEncoder encoder = TinyEncoder.of(CONFIG, Precision.FLOAT32)) {
            List<FloatTensor> tuned = features(encoder, method, learned(method, encoder));
            List<FloatTensor> published = features(encoder, Adaptation.NONE, Tensors.empty());
            assertThat(tuned.get(0)).isEqualTo(published.get(0));
            assertThat(tuned.get(1)).isNotEqualTo(published.get(1));
        }
    }

    @ParameterizedTest
    @MethodSource(NAMES)
    void aStepLeavesNoArrayBehind(String name) {
        TuningMethod method = TinyMethods.of(name);
        try (VisionEncoder encoder = TinyEncoder.of(CONFIG, Precision.FLOAT32)) {
            NDManager encoders = encoder.weights().get("norm.bias").getManager();
            Tensors parameters = learned(method, encoder);
            List<Integer> counts = new ArrayList<>();
            for (int step = 0; step < 3; step++) {
                if (parameters.isEmpty()) {
                    features(encoder, method.inTraining(step), parameters);
                } else {
                    backward(encoder, method.inTraining(step), parameters);
                }
                counts.add(manager.getManagedArrays().size()
                        + encoders.getManagedArrays().size());
            }
            assertThat(counts.subList(1, 3)).containsOnly(counts.get(0));
        }
    }

    @ParameterizedTest
    @MethodSource(NAMES)
    void parametersOfAFileAreChecked(String name) {
        TuningMethod method = TinyMethods.of(name);
        Map<String, long[]> shapes = new LinkedHashMap<>();
        method.shapes(CONFIG).forEach((parameter, shape) -> shapes.put(parameter, shape.getShape()));
        method.check(shapes, CONFIG);

        Map<String, long[]> more = new LinkedHashMap<>(shapes);
        more.put("stranger", new long[] {1});
        assertThatThrownBy(() -> method.check(more, CONFIG))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("\"stranger\"");
        shapes.keySet().stream().findFirst().ifPresent(first -> {
            Map<String, long[]> other = new LinkedHashMap<>(shapes);
            other.put(first, new long[] {7, 7});
            assertThatThrownBy(() -> method.check(other, CONFIG))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContainingAll(first, "[7, 7]");
            other.remove(first);
            assertThatThrownBy(() -> method.check(other, CONFIG))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContainingAll(first, "missing");
        });
    }

    @ParameterizedTest
    @MethodSource(NAMES)
    void aMethodIsMadeAgainFromItsNameAndSettings(String name) {
        TuningMethod method = TinyMethods.of(name);
        assertThat(method.name()).isEqualTo(name);
        assertThat(method.settings().texts().keySet())
                .isEqualTo(TinyMethods.defaults(name).keySet());
        assertThat(TuningMethods.create(name, method.settings())).isEqualTo(method);
        assertThat(TuningMethods.summary(name)).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource(NAMES)
    void everyParameterHasALearningRateThatMakesSense(String name) {
        TuningMethod method = TinyMethods.of(name);
        for (String parameter : method.shapes(CONFIG).keySet()) {
            double rate = method.learningRate() * method.learningRateScale(parameter, CONFIG);
            assertThat(rate).as(parameter).isBetween(1e-6, 0.1);
        }
    }
}
