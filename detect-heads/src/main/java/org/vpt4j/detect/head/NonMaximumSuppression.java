package org.vpt4j.detect.head;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;

/**
 * Greedy non-maximum suppression, each class for itself: from the most confident detection on, one that overlaps a kept
 * one of its class by more than the threshold is dropped.
 *
 * @param iouThreshold in [0, 1]; an overlap of exactly this much is still allowed
 * @param maxDetections how many to keep at most, over all classes
 */
public record NonMaximumSuppression(double iouThreshold, int maxDetections) {

    /** @throws IllegalArgumentException if the threshold is outside [0, 1] or nothing may be kept */
    public NonMaximumSuppression {
        if (!(iouThreshold >= 0 && iouThreshold <= 1)) {
            throw new IllegalArgumentException("the IoU threshold " + iouThreshold + " is outside [0, 1]");
        }
        if (maxDetections < 1) {
            throw new IllegalArgumentException("at least one detection must be kept, not " + maxDetections);
        }
    }

    /** The kept detections by falling score; of equal scores the earlier one comes, and wins, first. */
    public List<Detection> apply(List<Detection> detections) {
        List<Detection> candidates = new ArrayList<>(detections);
        candidates.sort(Comparator.comparingDouble(Detection::score).reversed());
        List<Detection> kept = new ArrayList<>();
        Map<Integer, List<Box>> keptOfClass = new HashMap<>();
        for (Detection candidate : candidates) {
            if (kept.size() == maxDetections) {
                break;
            }
            List<Box> rivals = keptOfClass.computeIfAbsent(candidate.classIndex(), c -> new ArrayList<>());
            if (!isDuplicate(candidate.box(), rivals)) {
                rivals.add(candidate.box());
                kept.add(candidate);
            }
        }
        return List.copyOf(kept);
    }

    private boolean isDuplicate(Box box, List<Box> rivals) {
        for (Box rival : rivals) {
            if (box.iou(rival) > iouThreshold) {
                return true;
            }
        }
        return false;
    }
}
