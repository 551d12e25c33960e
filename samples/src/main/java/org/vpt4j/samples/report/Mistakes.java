package org.vpt4j.samples.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;

/**
 * What went wrong on the images: detections on nothing, and objects that nobody found, at IoU 0.5.
 *
 * @param wrong the surest first
 * @param missed the largest first
 */
record Mistakes(List<Wrong> wrong, List<Missed> missed) {
    private static final double IOU = 0.5;

    /** A detection that hits no object of its class, or one that a surer one hits already. */
    record Wrong(ReportData.Result result, Detection detection) {}

    /** An object that no detection hits. */
    record Missed(ReportData.Result result, Annotation annotation) {}

    static Mistakes of(List<ReportData.Result> results, double threshold) {
        List<Wrong> wrong = new ArrayList<>();
        List<Missed> missed = new ArrayList<>();
        for (ReportData.Result result : results) {
            List<Annotation> free = new ArrayList<>(result.image().annotations());
            result.found(threshold).stream()
                    .sorted(Comparator.comparingDouble(Detection::score).reversed())
                    .filter(detection -> !hits(detection, free))
                    .forEach(detection -> wrong.add(new Wrong(result, detection)));
            free.stream()
                    .filter(annotation -> !annotation.crowd())
                    .forEach(annotation -> missed.add(new Missed(result, annotation)));
        }
        wrong.sort(
                Comparator.comparingDouble((Wrong w) -> w.detection().score()).reversed());
        missed.sort(
                Comparator.comparingDouble((Missed m) -> m.annotation().box().area())
                        .reversed());
        return new Mistakes(wrong, missed);
    }

    /** Takes the object that it hits from the free ones; a crowd stays, it can be hit again. */
    private static boolean hits(Detection detection, List<Annotation> free) {
        Annotation best = null;
        double bestIou = IOU;
        for (Annotation annotation : free) {
            if (annotation.classIndex() == detection.classIndex()) {
                double iou = annotation.crowd()
                        ? detection.box().intersection(annotation.box())
                                / detection.box().area()
                        : detection.box().iou(annotation.box());
                if (iou >= bestIou && (best == null || best.crowd() || !annotation.crowd())) {
                    best = annotation;
                    bestIou = iou;
                }
            }
        }
        if (best != null && !best.crowd()) {
            free.remove(best);
        }
        return best != null;
    }
}
