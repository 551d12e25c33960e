package org.vpt4j.samples.detect;

import java.util.List;
import org.vpt4j.detect.Detection;

/**
 * An image with what was found on it.
 *
 * @param image the image
 * @param id its number in this run, from 1
 * @param detections by all tasks; their class indexes point into the {@link Categories}
 */
record Found(Frame image, int id, List<Detection> detections) {
    public Found {
        detections = List.copyOf(detections);
    }
}
