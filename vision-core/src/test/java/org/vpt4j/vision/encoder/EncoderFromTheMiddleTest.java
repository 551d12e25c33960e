package org.vpt4j.vision.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tuning.Initialization;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;

/** A run that was stopped before a layer goes on to the same features and the same gradients. */
class EncoderFromTheMiddleTest {
    private static final EncoderConfig FOUR = EncoderConfig.of(4, 32, 4, 4)
            .withHidden(64)
            .withGrid(5)
            .withRegisters(2)
            .withLayerScale(true);
    private static final List<Integer> LAYERS = List.of(1, 4, 3);

    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final NDArray pixels = manager.create(Numbers.of("pixels", 2 * 3 * 12 * 16), new Shape(2, 3, 12, 16));

    @AfterEach
    void close() {
        manager.close();
    }

    /** As a cache would give it back: values of their own, outside of any run. */
    private static VisionEncoder.Input copied(VisionEncoder.Input input) {
        Map<Integer, NDArray> below = new LinkedHashMap<>();
        input.below().forEach((layer, map) -> below.put(layer, map.duplicate()));
        Optional<NDArray> values = input.values().map(NDArray::duplicate);
        return new VisionEncoder.Input(input.layer(), values, input.rows(), input.columns(), below);
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void featuresOfAStoppedRunAreExactlyThoseOfAWholeOne(Precision precision) {
        try (VisionEncoder encoder = TinyEncoder.of(FOUR, precision)) {
            NDList whole = encoder.features(manager, pixels, LAYERS, Adaptation.NONE, Tensors.empty(), false);
            for (int layer = 2; layer <= 5; layer++) {
                VisionEncoder.Input stopped = copied(encoder.below(manager, pixels, layer, LAYERS));
                assertThat(stopped.values().isPresent()).isEqualTo(layer <= 4);
                NDList maps = encoder.features(manager, stopped, LAYERS, Adaptation.NONE, Tensors.empty(), false);
                for (int i = 0; i < LAYERS.size(); i++) {
                    assertThat(maps.get(i).toFloatArray())
                            .as("layer %d from %d", LAYERS.get(i), layer)
                            .isEqualTo(whole.get(i).toFloatArray());
                }
            }
        }
    }

    @Test
    void theTokensInBetweenAreTheClassTokenTheRegistersAndThePatches() {
        try (VisionEncoder encoder = TinyEncoder.of(FOUR, Precision.FLOAT32)) {
            VisionEncoder.Input stopped = encoder.below(manager, pixels, 3, LAYERS);
            assertThat(stopped.values().orElseThrow().getShape()).isEqualTo(new Shape(2, 1 + 2 + 3 * 4, 32));
            assertThat(stopped.below().keySet()).containsExactly(1);
            NDArray patches = stopped.values().orElseThrow().get(":, 3:");
            assertThat(patches.toFloatArray())
                    .isEqualTo(encoder.layerInputs(manager, pixels, List.of(3))
                            .get(0)
                            .toFloatArray());
        }
    }

    @ParameterizedTest
    @CsvSource({"last:1, 4", "last:2, 3", "'2,4', 2"})
    void promptsOfTheLayersAboveGetTheSameGradients(String layers, int lowest) {
        TuningMethod method = TuningMethods.create("vpt-deep", Map.of("layers", layers));
        assertThat(method.lowestLayer(FOUR)).isEqualTo(lowest);
        try (VisionEncoder encoder = TinyEncoder.of(FOUR, Precision.FLOAT32)) {
            Tensors parameters = method.initialise(manager, encoder, Initialization.uniform(5));
            Tensors others = method.initialise(manager, encoder, Initialization.uniform(5));
            backward(encoder, encoder.pixels(pixels), method, parameters);
            backward(encoder, copied(encoder.below(manager, pixels, lowest, LAYERS)), method, others);
            assertThat(others.get("prompt").getGradient().toFloatArray())
                    .isEqualTo(parameters.get("prompt").getGradient().toFloatArray());
        }
    }

    private void backward(VisionEncoder encoder, VisionEncoder.Input input, TuningMethod method, Tensors parameters) {
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray total = scope.create(0f);
            for (NDArray map : encoder.features(scope, input, LAYERS, method, parameters, true)) {
                NDArray weights = scope.create(Numbers.of("loss", map.getShape().size()), map.getShape());
                NDArray product = map.mul(weights);
                product.attach(scope);
                total = total.add(product.sum());
            }
            collector.backward(total);
        }
    }

    @Test
    void featuresBelowThatWereNotKeptAreNamed() {
        try (VisionEncoder encoder = TinyEncoder.of(FOUR, Precision.FLOAT32)) {
            VisionEncoder.Input stopped = encoder.below(manager, pixels, 3, List.of(4));
            assertThatThrownBy(
                            () -> encoder.features(manager, stopped, LAYERS, Adaptation.NONE, Tensors.empty(), false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("layer 1 are below layer 3");
        }
    }
}
