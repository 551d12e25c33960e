package org.vpt4j.detect.metric;

import java.util.List;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.detect.Detection;

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
