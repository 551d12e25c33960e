package org.vpt4j.detect.head;

import ai.djl.ndarray.NDArray;

/**
 * The loss of a batch.
 *
 * @param total scalar to go backward from; belongs to the scope the loss was computed in
 * @param classification part of the classes, to show
 * @param box part of the boxes with its gain, to show; the two parts add up to the total
 */
public record LossParts(NDArray total, float classification, float box) {}
