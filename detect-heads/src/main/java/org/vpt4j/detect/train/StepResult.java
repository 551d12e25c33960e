package org.vpt4j.detect.train;

import java.util.Map;

/**
 * What one batch gave.
 *
 * @param loss total loss
 * @param lossParts its parts by name, as the head names them
 * @param gradientNorm norm of the gradient before clipping, 0 where the batch only accumulated
 * @param images images in the batch
 * @param updated whether the optimizer stepped
 */
public record StepResult(double loss, Map<String, Float> lossParts, double gradientNorm, int images, boolean updated) {}
