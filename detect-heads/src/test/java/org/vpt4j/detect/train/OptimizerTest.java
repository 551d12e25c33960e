package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OptimizerTest {
    private final JsonNode golden = golden("adamw");
    private NDManager manager;
    private NDArray matrix;
    private NDArray bias;

    @BeforeEach
    void makeParameters() {
        manager = NDManager.newBaseManager("PyTorch");
        matrix = leaf(golden.get("start").get(0), new Shape(3, 2));
        bias = leaf(golden.get("start").get(1), new Shape(4));
    }

    @AfterEach
    void free() {
        manager.close();
    }

    @Test
    void stepsAreThoseOfPyTorchWithClippingAndDecayPerTensor() {
        try (Optimizer optimizer = new Optimizer(manager, trained())) {
            for (int step = 0; step < golden.get("gradients").size(); step++) {
                double norm = step(optimizer, step);
                assertThat(norm).isCloseTo(golden.get("norms").get(step).asDouble(), within(1e-5));
                assertClose(matrix, golden.get("after").get(step).get(0));
                assertClose(bias, golden.get("after").get(step).get(1));
            }
        }
    }

    @Test
    void muonStepsAreThoseOfPyTorchOnMatricesAndKernels() {
        JsonNode muon = golden("muon");
        List<Optimizer.TrainedTensor> kernels = new ArrayList<>();
        for (int i = 0; i < muon.get("start").size(); i++) {
            kernels.add(new Optimizer.TrainedTensor(
                    "kernel" + i,
                    leaf(muon.get("start").get(i), shape(muon.get("shapes").get(i))),
                    muon.get("rates").get(i).asDouble(),
                    muon.get("decays").get(i).asDouble(),
                    Optimizer.Rule.MUON));
        }
        try (Optimizer optimizer = new Optimizer(manager, kernels)) {
            for (int step = 0; step < muon.get("gradients").size(); step++) {
                JsonNode gradients = muon.get("gradients").get(step);
                backward(kernels.stream().map(Optimizer.TrainedTensor::array).toList(), gradients);
                optimizer.step(1, 0, 1);
                for (int i = 0; i < kernels.size(); i++) {
                    assertClose(
                            kernels.get(i).array(), muon.get("after").get(step).get(i));
                }
            }
            assertThat(optimizer.state().names()).containsExactly("first.kernel0", "first.kernel1", "first.kernel2");
        }
    }

    @Test
    void muonStepsAreAsLargeWhateverTheSizeOfTheGradients() {
        float[] small = muonStep(1e-3f);
        assertThat(small).containsExactly(muonStep(1e4f), within(1e-5f));
        double squares = 0;
        for (float value : small) {
            squares += value * value;
        }
        assertThat(Math.sqrt(squares / small.length)).isBetween(0.1, 0.3); // of the learning rate, as AdamW's
    }

    /** What a step at a rate of 1 adds to a kernel of zeros with these gradients. */
    private float[] muonStep(float scale) {
        NDArray kernel = manager.zeros(new Shape(4, 9));
        kernel.setRequiresGradient(true);
        JsonNode gradients = new ObjectMapper()
                .valueToTree(List.of(IntStream.range(0, 36)
                        .mapToObj(i -> scale * (float) Math.sin(i * i + 1))
                        .toList()));
        try (Optimizer optimizer = new Optimizer(
                manager, List.of(new Optimizer.TrainedTensor("kernel", kernel, 1, 0, Optimizer.Rule.MUON)))) {
            backward(List.of(kernel), gradients);
            optimizer.step(1, 0, 1);
            return kernel.toFloatArray();
        }
    }

    @Test
    void anOptimizerThatIsRestoredGoesOnExactly() {
        try (Optimizer first = new Optimizer(manager, trained());
                Optimizer second = new Optimizer(manager, trained())) {
            for (int step = 0; step < 3; step++) {
                step(first, step);
            }
            second.restore(first.state(), first.steps());
            for (int step = 3; step < 6; step++) {
                step(second, step);
            }
            assertClose(matrix, golden.get("after").get(5).get(0));
        }
    }

    @Test
    void gradientsAreZeroAfterAStep() {
        try (Optimizer optimizer = new Optimizer(manager, trained())) {
            step(optimizer, 0);
            try (NDArray gradient = matrix.getGradient()) {
                assertThat(gradient.toFloatArray()).containsOnly(0f);
            }
        }
    }

    @Test
    void theMovingAverageFollowsAndItsRampForgetsTheStart() {
        try (MovingAverage average =
                new MovingAverage(manager, org.vpt4j.vision.script.Tensors.of(java.util.Map.of("b", bias)), 0.9)) {
            float before = bias.toFloatArray()[0];
            try (NDArray detached = bias.stopGradient()) {
                detached.addi(1f);
            }
            average.update(1);
            double keep = 0.9 * (1 - Math.exp(-1 / 50.0));
            assertThat(average.tensors().get("b").toFloatArray()[0])
                    .isCloseTo((float) (keep * before + (1 - keep) * (before + 1)), within(1e-6f));
        }
    }

    private double step(Optimizer optimizer, int step) {
        backward(List.of(matrix, bias), golden.get("gradients").get(step));
        return optimizer.step(1, golden.get("clip").asDouble(), 1);
    }

    /** Backward of the sum of parameter times constant leaves the constant as the gradient. */
    private void backward(List<NDArray> parameters, JsonNode gradients) {
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray sum = scope.create(0f);
            for (int i = 0; i < parameters.size(); i++) {
                NDArray parameter = parameters.get(i);
                NDArray gradient = scope.create(floats(gradients.get(i)), parameter.getShape());
                sum = sum.add(parameter.mul(gradient).sum());
                sum.attach(scope);
            }
            collector.backward(sum);
        }
    }

    private static Shape shape(JsonNode sides) {
        long[] shape = new long[sides.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = sides.get(i).asLong();
        }
        return new Shape(shape);
    }

    private List<Optimizer.TrainedTensor> trained() {
        return List.of(
                new Optimizer.TrainedTensor("matrix", matrix, 0.01, 0.05),
                new Optimizer.TrainedTensor("bias", bias, 0.2, 0));
    }

    private NDArray leaf(JsonNode values, Shape shape) {
        NDArray array = manager.create(floats(values), shape);
        array.setRequiresGradient(true);
        return array;
    }

    private static void assertClose(NDArray actual, JsonNode expected) {
        assertThat(actual.toFloatArray()).containsExactly(floats(expected), within(2e-6f));
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    private static JsonNode golden(String name) {
        try {
            return new ObjectMapper()
                    .readTree(OptimizerTest.class.getResource("/golden/" + name + "/" + name + ".json"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
