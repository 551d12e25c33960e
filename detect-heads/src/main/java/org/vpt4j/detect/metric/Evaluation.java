package org.vpt4j.detect.metric;

import java.util.List;

/**
 * How well a model detects on a dataset.
 *
 * @param metrics COCO's metrics
 * @param operatingPoints for each class, the score threshold with the best F1 and the results there
 * @param images detections on each image
 */
public record Evaluation(CocoMetrics metrics, OperatingPoints operatingPoints, List<ImageDetections> images) {
    public Evaluation {
        images = List.copyOf(images);
    }
}
