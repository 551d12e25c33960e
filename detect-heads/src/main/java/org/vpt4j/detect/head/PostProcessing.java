package org.vpt4j.detect.head;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/**
 * Turns a head's proposals into what a user sees: the best candidates, without duplicates of the same object.
 *
 * @param candidates maximum per image for non-maximum suppression, the best ones
 * @param suppression how duplicates are recognised, and the maximum number of detections per image
 */
public record PostProcessing(int candidates, NonMaximumSuppression suppression) {

    /** The settings of every detector here, on any engine, and of exported graphs. */
    public static final PostProcessing STANDARD = new PostProcessing(1000, new NonMaximumSuppression(0.6, 300));

    /**
     * The detections of one image on the input, by descending score.
     *
     * @param image position in the batch, from 0
     * @param suppress whether the head's candidates need non-maximum suppression
     * @param input size of the image as the encoder saw it
     * @param minScore lowest score that is kept, in [0, 1]
     */
    public List<Detection> apply(Proposals proposals, int image, boolean suppress, ImageSize input, double minScore) {
        if (!suppress) {
            return CandidateDecoder.decode(proposals, image, input, minScore, suppression.maxDetections());
        }
        return suppression.apply(CandidateDecoder.decode(proposals, image, input, minScore, candidates));
    }

    /**
     * Greedy class-wise non-maximum suppression: from the most confident detection on, drops each one that overlaps a kept
     * one of its class by more than the threshold.
     *
     * @param iouThreshold in [0, 1]; an overlap equal to it is allowed
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

        /** The kept detections by descending score; of equal scores the earlier one comes, and wins, first. */
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
}
