package org.vpt4j.samples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftPromptTest {
    private static final int WIDTH = 8;
    private static final int STEPS = 200;

    @Test
    void aPromptLearnsToSteerAFrozenLayerOfWhichNoByteChanges() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray layer = random(manager, 1, WIDTH, WIDTH);
            NDArray tokens = random(manager, 2, 5, WIDTH);
            NDArray wanted = random(manager, 3, WIDTH);
            float[] before = layer.toFloatArray();

            double[] errors = SoftPrompt.learn(manager, layer, tokens, wanted, STEPS);

            assertThat(errors[STEPS - 1]).isLessThan(errors[0] / 100);
            assertThat(layer.toFloatArray()).isEqualTo(before);
            assertThat(layer.hasGradient()).isFalse();
        }
    }

    private static NDArray random(NDManager manager, long seed, long... shape) {
        Random random = new Random(seed);
        float[] values = new float[Math.toIntExact(new Shape(shape).size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return manager.create(values, new Shape(shape));
    }
}
