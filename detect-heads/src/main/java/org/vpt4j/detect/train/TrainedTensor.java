package org.vpt4j.detect.train;

import ai.djl.ndarray.NDArray;

/**
 * A tensor that the optimizer moves, and how.
 *
 * @param name its name, unique in the run: {@code tuned.…} or {@code head.…}
 * @param array the leaf tensor; requires a gradient
 * @param learningRate its learning rate at full height
 * @param weightDecay AdamW's decoupled decay, 0 for biases, norms and prompts
 */
public record TrainedTensor(String name, NDArray array, double learningRate, double weightDecay) {}
