package org.vpt4j.detect.head;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/**
 * Turns the outputs of a task's network or graph into detections on the input, whichever engine computed them: score
 * threshold, clipping, non-maximum suppression. Used by every detector, export check and DJL translator.
 *
 * @param classes class names, by class index
 * @param suppress whether the head's candidates need non-maximum suppression
 * @param input size of the images as the encoder sees them
 */
public record DetectionDecoder(List<String> classes, boolean suppress, ImageSize input) {
    public DetectionDecoder {
        classes = List.copyOf(classes);
    }

    /**
     * Decodes a head's proposals.
     *
     * @param minScore lowest score that is kept, in [0, 1]
     * @return for each image its detections in input pixels, by descending score
     */
    public List<List<Detection>> decode(Proposals proposals, double minScore) {
        return IntStream.range(0, proposals.images())
                .mapToObj(image -> decode(proposals, image, minScore))
                .toList();
    }

    /** The same for one image of the batch. */
    public List<Detection> decode(Proposals proposals, int image, double minScore) {
        return PostProcessing.STANDARD.apply(proposals, image, suppress, input, minScore);
    }

    /**
     * Decodes the outputs of a graph that includes non-maximum suppression: K slots per image, unused ones with a class
     * below 0. The buffers are read by absolute positions.
     *
     * @param boxes {@code [B, K, 4]}, xyxy in input pixels
     * @param scores {@code [B, K]}, each in [0, 1]
     * @param indices {@code [B, K]}, class indices
     * @param minScore lowest score that is kept, in [0, 1]
     * @return for each image its detections, in the graph's order
     * @throws IllegalArgumentException if the numbers of values are inconsistent
     */
    public List<List<Detection>> decodeSuppressed(
            int images, FloatBuffer boxes, FloatBuffer scores, LongBuffer indices, double minScore) {
        if (images < 1
                || indices.limit() % images != 0
                || scores.limit() != indices.limit()
                || boxes.limit() != 4L * indices.limit()) {
            throw new IllegalArgumentException(indices.limit() + " classes, " + scores.limit() + " scores and "
                    + boxes.limit() + " box edges do not belong to detections of " + images + " images");
        }
        int places = indices.limit() / images;
        List<List<Detection>> detections = new ArrayList<>();
        for (int image = 0; image < images; image++) {
            List<Detection> found = new ArrayList<>();
            for (int i = image * places; i < (image + 1) * places; i++) {
                if (indices.get(i) >= 0 && scores.get(i) >= minScore) {
                    Box box =
                            new Box(boxes.get(4 * i), boxes.get(4 * i + 1), boxes.get(4 * i + 2), boxes.get(4 * i + 3));
                    found.add(new Detection((int) indices.get(i), box, scores.get(i)));
                }
            }
            detections.add(found);
        }
        return detections;
    }
}
