package org.vpt4j.vision.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tuning.Initialization;
import org.vpt4j.vision.tuning.TinyMethods;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;

/** A backward pass layer by layer gives what one through everything at once gives, for every method there is. */
class CheckpointingTest {
    private static final EncoderConfig FOUR = EncoderConfig.of(4, 32, 4, 4)
            .withHidden(64)
            .withGrid(5)
            .withRegisters(2)
            .withLayerScale(true);
    private static final List<Integer> LAYERS = List.of(1, 4, 3);

    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final NDArray pixels = manager.create(Numbers.of("pixels", 3 * 3 * 12 * 16), new Shape(3, 3, 12, 16));

    @AfterEach
    void close() {
        manager.close();
    }

    /** Every registered method that learns something of the encoder, and one for the last layers alone. */
    static Stream<TuningMethod> methods() {
        return Stream.concat(
                        TinyMethods.names().map(TinyMethods::of),
                        Stream.of(TuningMethods.create("vpt-deep", Map.of("layers", "last:2"))))
                .filter(method -> method.lowestLayer(FOUR) <= 4);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void gradientsAreThoseOfOnePass(TuningMethod method) {
        assertGradients(method, Precision.FLOAT32, 1e-5f);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void alsoInSixteenBits(TuningMethod method) {
        assertGradients(method, Precision.BFLOAT16, 2e-2f);
    }

    @Test
    void alsoWithoutLayerScale() {
        EncoderConfig unscaled = EncoderConfig.of(4, 32, 4, 4)
                .withHidden(64)
                .withGrid(5)
                .withRegisters(2)
                .withGelu(EncoderConfig.Gelu.QUICK);
        assertGradients(unscaled, TuningMethods.create("vpt-deep", Map.of()), Precision.FLOAT32, 1e-5f);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void alsoWithoutClassTokenAndBiasesAndWithAGatedMlp(TuningMethod method) {
        assertGradients(TinyEncoder.bare(4), method, Precision.FLOAT32, 1e-5f);
    }

    private void assertGradients(TuningMethod method, Precision precision, float tolerance) {
        assertGradients(FOUR, method, precision, tolerance);
    }

    private void assertGradients(EncoderConfig config, TuningMethod method, Precision precision, float tolerance) {
        try (VisionEncoder encoder = TinyEncoder.of(config, precision);
                Checkpointing checkpointing = new Checkpointing(encoder)) {
            Tensors plain = method.initialise(manager, encoder, Initialization.uniform(5));
            Tensors pieces = method.initialise(manager, encoder, Initialization.uniform(5));
            whole(encoder, method, plain);
            inPieces(encoder, checkpointing, method, pieces, encoder.pixels(pixels));
            assertSame(pieces, plain, tolerance);
            if (method.lowestLayer(config) > 1) {
                Tensors stopped = method.initialise(manager, encoder, Initialization.uniform(5));
                VisionEncoder.Input input = encoder.below(manager, pixels, method.lowestLayer(config), LAYERS);
                NDArray tokens = input.values().orElseThrow().duplicate();
                inPieces(
                        encoder,
                        checkpointing,
                        method,
                        stopped,
                        new VisionEncoder.Input(
                                input.layer(), Optional.of(tokens), input.rows(), input.columns(), input.below()));
                assertSame(stopped, plain, tolerance);
            }
        }
    }

    private static void assertSame(Tensors actual, Tensors expected, float tolerance) {
        actual.asMap().forEach((name, leaf) -> {
            float[] want = expected.get(name).getGradient().toFloatArray();
            float[] got = leaf.getGradient().toFloatArray();
            float largest = 1e-3f;
            for (float value : want) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(got)
                    .as(name)
                    .usingComparatorWithPrecision(tolerance * largest)
                    .containsExactly(want);
        });
    }

    private void whole(VisionEncoder encoder, TuningMethod method, Tensors parameters) {
        step((scope, collector) -> {
            NDList maps = encoder.features(scope, pixels, LAYERS, method, parameters, true);
            collector.backward(loss(scope, maps));
        });
    }

    private void inPieces(
            VisionEncoder encoder,
            Checkpointing checkpointing,
            TuningMethod method,
            Tensors parameters,
            VisionEncoder.Input input) {
        step((scope, collector) -> {
            Checkpointing.Pass pass = checkpointing.forward(
                    scope, input, LAYERS, method, method.lowestLayer(encoder.config()), parameters);
            collector.backward(loss(scope, pass.maps()));
            pass.backward(collector);
        });
    }

    private interface Step {
        void run(NDManager scope, GradientCollector collector);
    }

    private void step(Step step) {
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            step.run(scope, collector);
        }
    }

    private static NDArray loss(NDManager scope, NDList maps) {
        NDArray total = scope.create(0f);
        for (NDArray map : maps) {
            NDArray weights = scope.create(Numbers.of("loss", map.getShape().size()), map.getShape());
            NDArray product = map.mul(weights);
            product.attach(scope);
            NDArray square = product.square().sum();
            square.attach(scope);
            total = total.add(square);
        }
        return total;
    }

    @Test
    void mapsAreThoseOfAPlainRun() {
        TuningMethod method = TuningMethods.create("vpt-deep", Map.of("layers", "last:2"));
        try (VisionEncoder encoder = TinyEncoder.of(FOUR, Precision.FLOAT32);
                Checkpointing checkpointing = new Checkpointing(encoder)) {
            Tensors parameters = method.initialise(manager, encoder, Initialization.uniform(5));
            Function<NDList, List<float[]>> values =
                    maps -> maps.stream().map(NDArray::toFloatArray).toList();
            List<float[]> plain = values.apply(encoder.features(manager, pixels, LAYERS, method, parameters, false));
            step((scope, collector) -> {
                Checkpointing.Pass pass =
                        checkpointing.forward(scope, encoder.pixels(pixels), LAYERS, method, 3, parameters);
                assertThat(values.apply(pass.maps())).usingRecursiveComparison().isEqualTo(plain);
            });
        }
    }

    @Test
    void aBatchOfAnotherSizeFindsRoom() {
        TuningMethod method = TuningMethods.create("vpt-deep", Map.of());
        try (VisionEncoder encoder = TinyEncoder.of(FOUR, Precision.FLOAT32);
                Checkpointing checkpointing = new Checkpointing(encoder)) {
            for (String images : List.of("0:1", "0:3", "1:3")) {
                NDArray some = pixels.get(images);
                Tensors plain = method.initialise(manager, encoder, Initialization.uniform(5));
                Tensors pieces = method.initialise(manager, encoder, Initialization.uniform(5));
                step((scope, collector) ->
                        collector.backward(loss(scope, encoder.features(scope, some, LAYERS, method, plain, true))));
                inPieces(encoder, checkpointing, method, pieces, encoder.pixels(some));
                assertSame(pieces, plain, 1e-5f);
            }
        }
    }

    @Test
    void stepsLeaveNoArrayBehind() {
        TuningMethod method = TuningMethods.create("full", Map.of());
        try (VisionEncoder encoder = TinyEncoder.of(FOUR, Precision.FLOAT32);
                Checkpointing checkpointing = new Checkpointing(encoder)) {
            NDManager own = encoder.weights().get("norm.bias").getManager();
            Tensors parameters = method.initialise(manager, encoder, Initialization.uniform(5));
            int mine = 0;
            int encoders = 0;
            for (int step = 0; step < 20; step++) {
                inPieces(encoder, checkpointing, method, parameters, encoder.pixels(pixels));
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
