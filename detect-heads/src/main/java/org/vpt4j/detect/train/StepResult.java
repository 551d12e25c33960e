package org.vpt4j.detect.train;

import java.util.Map;

/**
 * The results of one batch.
 *
 * @param loss total loss
 * @param lossParts the loss terms, by the head's names for them
 * @param gradientNorm norm of the gradient before clipping, 0 if the batch was only accumulated
 * @param images images in the batch
 * @param updated whether the optimizer stepped
 */
public record StepResult(double loss, Map<String, Float> lossParts, double gradientNorm, int images, boolean updated) {}
