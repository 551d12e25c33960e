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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdamWTest {
    private final JsonNode golden = golden();
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
        try (AdamW optimizer = new AdamW(manager, trained())) {
            for (int step = 0; step < golden.get("gradients").size(); step++) {
                double norm = step(optimizer, step);
                assertThat(norm).isCloseTo(golden.get("norms").get(step).asDouble(), within(1e-5));
                assertClose(matrix, golden.get("after").get(step).get(0));
                assertClose(bias, golden.get("after").get(step).get(1));
            }
        }
    }

    @Test
    void anOptimizerThatIsRestoredGoesOnExactly() {
        try (AdamW first = new AdamW(manager, trained());
                AdamW second = new AdamW(manager, trained())) {
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
        try (AdamW optimizer = new AdamW(manager, trained())) {
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

    /** Backward of the sum of parameter times constant leaves the constant as the gradient. */
    private double step(AdamW optimizer, int step) {
        JsonNode gradients = golden.get("gradients").get(step);
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray first = scope.create(floats(gradients.get(0)), new Shape(3, 2));
            NDArray second = scope.create(floats(gradients.get(1)));
            collector.backward(matrix.mul(first).sum().add(bias.mul(second).sum()));
        }
        return optimizer.step(1, golden.get("clip").asDouble(), 1);
    }

    private List<AdamW.TrainedTensor> trained() {
        return List.of(
                new AdamW.TrainedTensor("matrix", matrix, 0.01, 0.05), new AdamW.TrainedTensor("bias", bias, 0.2, 0));
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

    private static JsonNode golden() {
        try {
            return new ObjectMapper().readTree(AdamWTest.class.getResource("/golden/adamw/adamw.json"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
