package org.vpt4j.samples.detect;

import java.util.List;
import org.vpt4j.detect.Detection;

/**
 * An image and its detections.
 *
 * @param id number in this run, from 1
 * @param detections of all tasks; their class indices refer to the {@link Categories}
 */
record ImageResult(Frame image, int id, List<Detection> detections) {
    public ImageResult {
        detections = List.copyOf(detections);
    }
}
