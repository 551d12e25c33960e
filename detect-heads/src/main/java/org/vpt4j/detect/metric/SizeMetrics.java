package org.vpt4j.detect.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Precision and recall of all classes for objects of one range of sizes: COCO's accumulation. */
final class SizeMetrics {

    /** By class, then by IoU threshold. */
    private final List<List<PrecisionRecallCurve>> curves = new ArrayList<>();

    /** Only of the classes that have objects. */
    private final List<List<ImageMatches>> present = new ArrayList<>();

    /** Adds the next class: its images in the order of their ids. */
    ClassMetrics add(List<ImageMatches> images) {
        List<PrecisionRecallCurve> curvesOfClass = IntStream.range(0, IouThresholds.COUNT)
                .mapToObj(t -> PrecisionRecallCurve.of(RankedHits.of(images, t)))
                .toList();
        curves.add(curvesOfClass);
        int objects = targets(images);
        if (objects > 0) {
            present.add(images);
        }
        PrecisionRecallCurve at50 = curvesOfClass.get(IouThresholds.AT_50);
        return new ClassMetrics(
                objects, PrecisionRecallCurve.mean(curvesOfClass).average(), at50.average(), at50);
    }

    /** The mean curve of the classes at the threshold of that index. */
    PrecisionRecallCurve curve(int threshold) {
        return PrecisionRecallCurve.mean(
                curves.stream().map(ofClass -> ofClass.get(threshold)).toList());
    }

    /** Mean over classes and thresholds. */
    double ap() {
        return PrecisionRecallCurve.mean(curves.stream().flatMap(List::stream).toList())
                .average();
    }

    /** Mean over classes and thresholds, with at most {@code limit} detections an image and class. */
    double recall(int limit) {
        return present.stream()
                .flatMapToDouble(
                        images -> IntStream.range(0, IouThresholds.COUNT).mapToDouble(t -> recall(images, t, limit)))
                .average()
                .orElse(CocoMetrics.ABSENT);
    }

    private static double recall(List<ImageMatches> images, int threshold, int limit) {
        int hits =
                images.stream().mapToInt(image -> image.hits(threshold, limit)).sum();
        return (double) hits / targets(images);
    }

    private static int targets(List<ImageMatches> images) {
        return images.stream().mapToInt(image -> image.targets).sum();
    }
}
