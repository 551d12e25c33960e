package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.SplittableRandom;

/**
 * Dropout of prompt values (Srivastava et al. 2014) in a training step: each is zeroed with the given probability, the
 * others are scaled up to compensate.
 *
 * <p>All images of a step share one mask, so that a prompt's keys and values are the same for the whole batch. It is
 * drawn in Java: a seed gives the same mask on every engine.
 */
final class PromptDropout {
    private PromptDropout() {}

    /** {@code tokens}, of any shape, times a mask. */
    static NDArray apply(NDManager scope, NDArray tokens, double rate, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] mask = new float[Math.toIntExact(tokens.size())];
        float kept = (float) (1 / (1 - rate));
        for (int i = 0; i < mask.length; i++) {
            mask[i] = random.nextDouble() < rate ? 0 : kept;
        }
        NDArray dropped = tokens.mul(scope.create(mask, tokens.getShape()));
        dropped.attach(scope);
        return dropped;
    }
}
