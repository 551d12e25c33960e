package org.vpt4j.detect.metric;

import java.util.List;

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
