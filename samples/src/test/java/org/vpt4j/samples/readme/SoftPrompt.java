package org.vpt4j.samples.readme;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.train.Optimizer;
import org.vpt4j.vision.tuning.Leaves;

/** Prompt tuning in its smallest form: a frozen layer, learned tokens in front of its input, an optimizer for the tokens only. */
final class SoftPrompt {
    private SoftPrompt() {}

    /**
     * Learns two tokens that move the mean of the layer's outputs.
     *
     * @param layer weight {@code [D, D]} of the frozen layer: it requires no gradient
     * @param tokens its input {@code [N, D]}
     * @param wanted the mean that its outputs should have, {@code [D]}
     * @return the mean squared error of each step
     */
    static double[] learn(NDManager manager, NDArray layer, NDArray tokens, NDArray wanted, int steps) {
        double[] errors = new double[steps];
        int width = Math.toIntExact(layer.size(0));
        NDArray prompt = Leaves.of(manager, Map.of("prompt", new Shape(2, width)), name -> new float[2 * width])
                .get("prompt"); // a leaf that requires a gradient
        try (Optimizer optimizer =
                new Optimizer(manager, List.of(new Optimizer.TrainedTensor("prompt", prompt, 0.05, 0)))) {
            for (int step = 0; step < steps; step++) {
                try (NDManager scope = manager.newSubManager();
                        GradientCollector gradients =
                                Engine.getEngine("PyTorch").newGradientCollector()) {
                    prompt.tempAttach(scope); // the step's intermediate results are freed with it
                    NDArray outputs = prompt.concat(tokens, 0).matMul(layer); // [P + N, D]
                    NDArray error =
                            outputs.mean(new int[] {0}).sub(wanted).square().mean();
                    gradients.backward(error);
                    errors[step] = error.getFloat();
                }
                optimizer.step(1, 0, 1); // full learning rate, no clipping, one batch
            }
        }
        return errors;
    }
}
