package org.vpt4j.samples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vpt4j.detect.optim.AdamW;
import org.vpt4j.detect.optim.TrainedTensor;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tuning.Leaves;

/**
 * Prompt tuning in its smallest form: a layer that is frozen, a few learned tokens before its input, and an optimizer that
 * holds the tokens alone.
 */
class SoftPromptTest {
    private static final int WIDTH = 8;
    private static final int PROMPT = 2;

    @Test
    void aPromptLearnsToSteerAFrozenLayerOfWhichNoByteChanges() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray weight = random(manager, 1, WIDTH, WIDTH); // the frozen layer: it requires no gradient
            NDArray tokens = random(manager, 2, 5, WIDTH); // its input
            NDArray wanted = random(manager, 3, WIDTH); // what the mean of its outputs should be
            float[] before = weight.toFloatArray();

            Tensors prompt =
                    Leaves.of(manager, Map.of("prompt", new Shape(PROMPT, WIDTH)), name -> new float[PROMPT * WIDTH]);
            float first = 0;
            float last = 0;
            try (AdamW optimizer =
                    new AdamW(manager, List.of(new TrainedTensor("prompt", prompt.get("prompt"), 0.05, 0)))) {
                for (int step = 0; step < 200; step++) {
                    try (NDManager scope = manager.newSubManager()) {
                        last = learn(scope, prompt.get("prompt"), tokens, weight, wanted);
                    }
                    optimizer.step(1, 0, 1);
                    first = step == 0 ? last : first;
                }
                assertThat(optimizer.trained()).extracting(TrainedTensor::name).containsExactly("prompt");
            }
            assertThat(last).isLessThan(first / 100);
            assertThat(weight.toFloatArray()).isEqualTo(before);
            assertThat(weight.hasGradient()).isFalse();
        }
    }

    /** Prompt before the input, through the frozen layer, and the gradient back to the prompt. */
    private static float learn(NDManager scope, NDArray prompt, NDArray tokens, NDArray weight, NDArray wanted) {
        prompt.tempAttach(scope); // what is made of it belongs to the step
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray input = NDArrays.concat(new NDList(prompt, tokens), 0); // [P + N, D]
            NDArray output = input.matMul(weight);
            NDArray loss = output.mean(new int[] {0}).sub(wanted).square().mean();
            collector.backward(loss);
            return loss.getFloat();
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
