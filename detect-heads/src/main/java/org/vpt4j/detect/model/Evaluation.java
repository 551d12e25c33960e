package org.vpt4j.detect.model;

import java.util.List;
import org.vpt4j.detect.metric.CocoMetrics;
import org.vpt4j.detect.metric.OperatingPoints;

/**
 * How well a model detects on a dataset.
 *
 * @param metrics COCO's numbers
 * @param operatingPoints for each class, the score threshold of the best F1 and what it gives
 * @param images what was found on each image
 */
public record Evaluation(CocoMetrics metrics, OperatingPoints operatingPoints, List<ImageDetections> images) {
    public Evaluation {
        images = List.copyOf(images);
    }
}
