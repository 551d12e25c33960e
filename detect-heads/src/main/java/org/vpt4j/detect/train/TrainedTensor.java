package org.vpt4j.detect.train;

import ai.djl.ndarray.NDArray;

/**
 * A tensor that the optimizer updates, and how.
 *
 * @param name its name, unique in the run: {@code tuned.…} or {@code head.…}
 * @param array the leaf tensor; requires a gradient
 * @param learningRate its peak learning rate
 * @param weightDecay AdamW's decoupled decay, 0 for biases, norms and prompts
 */
public record TrainedTensor(String name, NDArray array, double learningRate, double weightDecay) {}
