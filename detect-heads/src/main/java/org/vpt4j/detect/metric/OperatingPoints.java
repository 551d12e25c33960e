package org.vpt4j.detect.metric;

import java.util.List;

/**
 * Where to put the score threshold, at IoU 0.5.
 *
 * @param overall the one threshold for all classes with the best F1 over all objects: what to show by default
 * @param perClass what each class comes to at the overall threshold, in the order of the class indices
 * @param bestPerClass each class at the threshold that is best for it alone
 */
public record OperatingPoints(
        OperatingPoint overall, List<OperatingPoint> perClass, List<OperatingPoint> bestPerClass) {
    public OperatingPoints {
        perClass = List.copyOf(perClass);
        bestPerClass = List.copyOf(bestPerClass);
    }
}
