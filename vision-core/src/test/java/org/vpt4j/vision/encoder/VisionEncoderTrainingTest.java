package org.vpt4j.vision.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tuning.Initialization;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;

/** What training needs of the encoder: right gradients, frozen weights, no memory left behind. */
class VisionEncoderTrainingTest {
    private static final List<Integer> LAYERS = List.of(1, 2);

    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final NDArray pixels = manager.create(Numbers.of("pixels", 2 * 3 * 12 * 16), new Shape(2, 3, 12, 16));

    @AfterEach
    void close() {
        manager.close();
    }

    private static VisionEncoder encoder(Precision precision) {
        return TinyEncoder.of(TinyEncoder.CONFIG, precision);
    }

    /** Some function of all the feature maps that is neither flat nor symmetric: their product with fixed numbers. */
    private static NDArray loss(NDManager scope, NDList maps) {
        NDArray total = scope.create(0f);
        for (NDArray map : maps) {
            NDArray weights = scope.create(Numbers.of("loss", map.getShape().size()), map.getShape());
            NDArray product = map.mul(weights);
            product.attach(scope);
            NDArray sum = product.sum();
            sum.attach(scope);
            total = total.add(sum);
        }
        return total;
    }

    private float backward(VisionEncoder encoder, TuningMethod method, Tensors parameters) {
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray loss = loss(scope, encoder.features(scope, pixels, LAYERS, method, parameters, true));
            collector.backward(loss);
            return loss.getFloat();
        }
    }

    private double forward(VisionEncoder encoder, TuningMethod method, Tensors parameters) {
        double total = 0;
        try (NDManager scope = manager.newSubManager()) {
            for (NDArray map : encoder.features(scope, pixels, LAYERS, method, parameters, false)) {
                float[] values = map.toFloatArray();
                float[] weights = Numbers.of("loss", values.length);
                for (int i = 0; i < values.length; i++) {
                    total += (double) values[i] * weights[i];
                }
            }
        }
        return total;
    }

    @ParameterizedTest
    @CsvSource({
        "vpt-deep, prompt",
        "vpt-shallow, prompt",
        "full, position", // through the resampling to 3x4 patches
        "full, patch.weight",
        "full, layer.0.qkv.weight",
        "full, layer.1.scale2"
    })
    void gradientsEqualFiniteDifferences(String name, String parameter) {
        TuningMethod method = TuningMethods.create(name, Map.of());
        try (VisionEncoder encoder = encoder(Precision.FLOAT32)) {
            Tensors parameters = method.initialise(manager, encoder, Initialization.uniform(5));
            NDArray tuned = parameters.get(parameter);
            backward(encoder, method, parameters);
            float[] gradient;
            try (NDArray array = tuned.getGradient()) {
                gradient = array.toFloatArray();
            }
            float[] start = tuned.toFloatArray();
            float step = 1e-2f;
            int stride = Math.max(1, start.length / 7);
            for (int i = 0; i < start.length; i += stride) {
                double above = forward(encoder, method, parameters.with(moved(parameter, tuned, start, i, step)));
                double below = forward(encoder, method, parameters.with(moved(parameter, tuned, start, i, -step)));
                double slope = (above - below) / (2 * step);
                assertThat((double) gradient[i])
                        .as("%s %s [%d]", name, parameter, i)
                        .isCloseTo(slope, within(2e-3 + 1e-2 * Math.abs(slope)));
            }
        }
    }

    private Tensors moved(String name, NDArray array, float[] start, int at, float by) {
        float[] values = start.clone();
        values[at] += by;
        return Tensors.of(Map.of(name, manager.create(values, array.getShape())));
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aStepOnThePromptsLeavesEveryWeightAsItWas(Precision precision) {
        for (String name : List.of("vpt-deep", "vpt-shallow")) {
            TuningMethod method = TuningMethods.create(name, Map.of());
            try (VisionEncoder encoder = encoder(precision)) {
                assertThat(encoder.weights().values()).noneMatch(NDArray::hasGradient);
                Map<String, String> before = encoder.fingerprints();
                Tensors parameters = method.initialise(manager, encoder, Initialization.uniform(5));
                double start = forward(encoder, method, parameters);
                backward(encoder, method, parameters);
                NDArray prompt = parameters.get("prompt");
                prompt.subi(prompt.getGradient().mul(1e-2f)); // no collector is open: autograd does not see it
                assertThat(forward(encoder, method, parameters)).isLessThan(start);
                assertThat(before).hasSameSizeAs(EncoderWeights.shapes(encoder.config()));
                assertThat(encoder.fingerprints()).isEqualTo(before);
            }
        }
    }

    @Test
    void aChangedWeightChangesItsFingerprintAlone() {
        try (VisionEncoder encoder = encoder(Precision.FLOAT32)) {
            Map<String, String> before = encoder.fingerprints();
            encoder.weights().get("layer.1.proj.bias").addi(1e-6f);
            Map<String, String> after = encoder.fingerprints();
            assertThat(after).doesNotContainEntry("layer.1.proj.bias", before.get("layer.1.proj.bias"));
            after.put("layer.1.proj.bias", before.get("layer.1.proj.bias"));
            assertThat(after).isEqualTo(before);
        }
    }

    @Test
    void layersBelowTheLowestPromptNeedNoGradient() {
        TuningMethod last = TuningMethods.create("vpt-deep", Map.of("layers", "last:1"));
        assertThat(last.lowestLayer(TinyEncoder.CONFIG)).isEqualTo(2);
        try (VisionEncoder encoder = encoder(Precision.FLOAT32)) {
            Tensors parameters = last.initialise(manager, encoder, Initialization.uniform(5));
            for (int run = 0; run < 4; run++) { // a script is optimised on its third run
                try (NDManager scope = manager.newSubManager();
                        GradientCollector collector =
                                Engine.getEngine("PyTorch").newGradientCollector()) {
                    NDList maps = encoder.features(scope, pixels, LAYERS, last, parameters, true);
                    NDArray below = loss(scope, new NDList(maps.get(0)));
                    assertThatThrownBy(() -> collector.backward(below)).hasMessageContaining("does not require grad");
                    collector.backward(loss(scope, new NDList(maps.get(1))));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"vpt-deep", "vpt-shallow"})
    void gradientsStayTheSameOnceTheScriptIsOptimised(String name) {
        TuningMethod method = TuningMethods.create(name, Map.of());
        try (VisionEncoder encoder = encoder(Precision.FLOAT32)) {
            Tensors parameters = method.initialise(manager, encoder, Initialization.uniform(5));
            NDArray prompt = parameters.get("prompt");
            float[] first = null;
            for (int run = 1; run <= 5; run++) {
                backward(encoder, method, parameters);
                float[] mean = prompt.getGradient().div(run).toFloatArray(); // gradients add up
                first = first == null ? mean : first;
                assertThat(mean).usingComparatorWithPrecision(1e-4f).containsExactly(first);
            }
        }
    }

    @Test
    void allWeightsOfAFineTunedCopyGetGradientsInBothPrecisions() {
        TuningMethod full = TuningMethods.create("full", Map.of());
        for (Precision precision : Precision.values()) {
            try (VisionEncoder encoder = encoder(precision)) {
                Tensors copy = full.initialise(manager, encoder, Initialization.uniform(5));
                backward(encoder, full, copy);
                copy.asMap().forEach((name, leaf) -> assertThat(
                                leaf.getGradient().abs().sum().getFloat())
                        .as(name)
                        .isPositive()
                        .isFinite());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"vpt-deep", "vpt-shallow", "head-only", "full"})
    void fiftyStepsLeaveNoArrayBehind(String name) {
        TuningMethod method = TuningMethods.create(name, Map.of());
        try (VisionEncoder encoder = encoder(Precision.FLOAT32)) {
            NDManager own = encoder.weights().get("norm.bias").getManager();
            Tensors parameters = method.initialise(manager, encoder, Initialization.uniform(5));
            int mine = 0;
            int encoders = 0;
            for (int step = 0; step < 50; step++) {
                if (parameters.isEmpty()) {
                    forward(encoder, method, parameters);
                } else {
                    backward(encoder, method, parameters);
                }
                if (step == 0) {
                    mine = manager.getManagedArrays().size();
                    encoders = own.getManagedArrays().size();
                }
            }
            assertThat(manager.getManagedArrays()).hasSize(mine);
            assertThat(own.getManagedArrays()).hasSize(encoders);
        }
    }
}
