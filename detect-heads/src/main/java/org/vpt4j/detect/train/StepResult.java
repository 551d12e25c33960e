package org.vpt4j.detect.train;

/**
 * What one batch gave.
 *
 * @param loss total loss
 * @param classLoss its classification part
 * @param boxLoss its box part
 * @param gradientNorm norm of the gradient before clipping, 0 where the batch only accumulated
 * @param images images in the batch
 * @param updated whether the optimizer stepped
 */
public record StepResult(
        double loss, double classLoss, double boxLoss, double gradientNorm, int images, boolean updated) {}
