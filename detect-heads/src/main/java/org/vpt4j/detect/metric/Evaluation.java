package org.vpt4j.detect.metric;

import java.util.List;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.detect.Detection;

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

    /**
     * The detections on a labelled image.
     *
     * @param image the image with its truth
     * @param found detections in its pixels, by descending score
     */
    public record ImageDetections(LabelledImage image, List<Detection> found) {
        public ImageDetections {
            found = List.copyOf(found);
        }
    }
}
