package org.vpt4j.detect.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.vpt4j.detect.metric.CocoMetrics.ClassMetrics;

/** Precision and recall of all classes for objects in one size range: COCO's accumulation. */
final class SizeMetrics {

    /** By class, then by IoU threshold. */
    private final List<List<OperatingPoints.PrecisionRecallCurve>> curves = new ArrayList<>();

    /** Only the classes that have objects. */
    private final List<RankedImages> present = new ArrayList<>();

    /** Adds the next class. */
    ClassMetrics add(RankedImages images) {
        List<OperatingPoints.PrecisionRecallCurve> curvesOfClass = IntStream.range(0, ImageMatches.THRESHOLDS)
                .mapToObj(t -> OperatingPoints.PrecisionRecallCurve.of(images.hits(t)))
                .toList();
        curves.add(curvesOfClass);
        if (images.targets() > 0) {
            present.add(images);
        }
        OperatingPoints.PrecisionRecallCurve at50 = curvesOfClass.get(ImageMatches.AT_50);
        return new ClassMetrics(
                images.targets(),
                OperatingPoints.PrecisionRecallCurve.mean(curvesOfClass).average(),
                at50.average(),
                at50);
    }

    /** The mean curve over the classes at the threshold with the given index. */
    OperatingPoints.PrecisionRecallCurve curve(int threshold) {
        return OperatingPoints.PrecisionRecallCurve.mean(
                curves.stream().map(ofClass -> ofClass.get(threshold)).toList());
    }

    /** Mean over classes and thresholds. */
    double ap() {
        return OperatingPoints.PrecisionRecallCurve.mean(
                        curves.stream().flatMap(List::stream).toList())
                .average();
    }

    /** Mean over classes and thresholds, with at most {@code limit} detections per image and class. */
    double recall(int limit) {
        return present.stream()
                .flatMapToDouble(
                        images -> IntStream.range(0, ImageMatches.THRESHOLDS).mapToDouble(t -> images.recall(t, limit)))
                .average()
                .orElse(CocoMetrics.ABSENT);
    }
}
