package org.vpt4j.detect.head;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;

/**
 * What a graph gives for a batch that has non-maximum suppression inside, as plain numbers, whichever engine computed
 * them: K places for the detections of each image, and those that are left over have a class below 0.
 *
 * <p>The buffers are not copied, and are read by absolute positions only: leave them alone while this is in use.
 *
 * @param images number B of images
 * @param boxes {@code [B, K, 4]}, xyxy in input pixels
 * @param scores {@code [B, K]}, each in 0..1
 * @param classes {@code [B, K]}, from 0
 */
public record KeptDetections(int images, FloatBuffer boxes, FloatBuffer scores, LongBuffer classes) {

    /** @throws IllegalArgumentException if the numbers of values do not fit together */
    public KeptDetections {
        if (images < 1
                || classes.limit() % images != 0
                || scores.limit() != classes.limit()
                || boxes.limit() != 4L * classes.limit()) {
            throw new IllegalArgumentException(classes.limit() + " classes, " + scores.limit() + " scores and "
                    + boxes.limit() + " edges of boxes do not belong to detections of " + images + " images");
        }
    }

    /**
     * The detections of each image on the input, in the graph's order.
     *
     * @param minScore lowest score that is kept, in [0, 1]
     */
    public List<List<Detection>> all(double minScore) {
        return IntStream.range(0, images).mapToObj(image -> of(image, minScore)).toList();
    }

    private List<Detection> of(int image, double minScore) {
        int most = classes.limit() / images;
        List<Detection> found = new ArrayList<>();
        for (int i = image * most; i < (image + 1) * most; i++) {
            if (classes.get(i) >= 0 && scores.get(i) >= minScore) {
                Box box = new Box(boxes.get(4 * i), boxes.get(4 * i + 1), boxes.get(4 * i + 2), boxes.get(4 * i + 3));
                found.add(new Detection((int) classes.get(i), box, scores.get(i)));
            }
        }
        return found;
    }
}
