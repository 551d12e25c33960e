package org.vpt4j.detect.metric;

import java.util.Comparator;
import java.util.List;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;

/**
 * One class on one image, prepared for matching: its ground truths in the given order, its {@code limit} best detections
 * by descending score, and the overlap of each pair.
 */
final class IouMatrix {

    final Annotation[] truth;
    final Detection[] found;

    /** {@code [found, truth]} */
    final double[][] iou;

    private IouMatrix(Annotation[] truth, Detection[] found) {
        this.truth = truth;
        this.found = found;
        this.iou = new double[found.length][truth.length];
        for (int d = 0; d < found.length; d++) {
            for (int g = 0; g < truth.length; g++) {
                iou[d][g] = overlap(found[d].box(), truth[g]);
            }
        }
    }

    static IouMatrix of(List<Annotation> truth, List<Detection> found, int limit) {
        Detection[] sorted = found.stream()
                .sorted(Comparator.comparingDouble(Detection::score).reversed())
                .limit(limit)
                .toArray(Detection[]::new);
        return new IouMatrix(truth.toArray(new Annotation[0]), sorted);
    }

    /** A crowd stands for many objects: what counts is the fraction of the detection inside it. */
    private static double overlap(Box found, Annotation truth) {
        if (!truth.crowd()) {
            return found.iou(truth.box());
        }
        double area = found.area();
        return area > 0 ? found.intersection(truth.box()) / area : 0;
    }
}
