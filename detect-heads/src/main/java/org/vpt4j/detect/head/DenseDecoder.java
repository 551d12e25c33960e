package org.vpt4j.detect.head;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/** Reads the outputs of a dense head: every class that is likely enough at a location is a candidate. */
public final class DenseDecoder {
    private static final Comparator<Detection> BEST_FIRST =
            Comparator.comparingDouble(Detection::score).reversed();

    private DenseDecoder() {}

    /**
     * The candidates of one image, best first; of equal scores the earlier location first.
     *
     * @param logits {@code [N, C]} of the image
     * @param boxes {@code [N, 4]} of the image, xyxy in canvas pixels
     * @param classes number C of classes
     * @param canvas size of the image; boxes are clipped to it
     * @param minScore lowest score that is kept, in [0, 1]
     * @param most candidates to keep
     */
    public static List<Detection> decode(
            float[] logits, float[] boxes, int classes, ImageSize canvas, double minScore, int most) {
        List<Detection> found = new ArrayList<>();
        // at minScore 0 or 1 this is an infinity, which compares as it should
        double least = Math.log(minScore / (1 - minScore));
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] >= least) {
                int at = 4 * (i / classes);
                Box box = new Box(boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]).clip(canvas);
                if (box.area() > 0) {
                    found.add(new Detection(i % classes, box, 1 / (1 + Math.exp(-logits[i]))));
                }
            }
        }
        found.sort(BEST_FIRST);
        return List.copyOf(found.subList(0, Math.min(most, found.size())));
    }
}
