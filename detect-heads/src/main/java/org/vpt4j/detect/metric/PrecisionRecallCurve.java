package org.vpt4j.detect.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * COCO's interpolated precision at the recalls 0, 0.01, …, 1: the best precision at that recall or higher, 0 where the
 * recall is never reached.
 *
 * @param precision 101 values in [0, 1], or empty if there was nothing to find
 */
public record PrecisionRecallCurve(List<Double> precision) {

    /** Number of points on a curve. */
    public static final int POINTS = 101;

    private static final PrecisionRecallCurve ABSENT = new PrecisionRecallCurve(List.of());

    /** @throws IllegalArgumentException if there are neither 101 values nor 0 */
    public PrecisionRecallCurve {
        precision = List.copyOf(precision);
        if (!precision.isEmpty() && precision.size() != POINTS) {
            throw new IllegalArgumentException("a curve has " + POINTS + " points, not " + precision.size());
        }
    }

    /** The curve of a class without objects. */
    public static PrecisionRecallCurve absent() {
        return ABSENT;
    }

    static PrecisionRecallCurve of(RankedHits ranked) {
        if (ranked.targets() == 0) {
            return absent();
        }
        int size = ranked.size();
        double[] recall = new double[size];
        double[] best = new double[size];
        int found = 0;
        for (int i = 0; i < size; i++) {
            found += ranked.hit(i) ? 1 : 0;
            recall[i] = (double) found / ranked.targets();
            best[i] = found / (i + 1 + Math.ulp(1.0));
        }
        for (int i = size - 1; i > 0; i--) {
            best[i - 1] = Math.max(best[i - 1], best[i]);
        }
        List<Double> precision = new ArrayList<>(POINTS);
        int at = 0;
        for (int point = 0; point < POINTS; point++) {
            while (at < recall.length && recall[at] < recallAt(point)) {
                at++;
            }
            precision.add(at < best.length ? best[at] : 0.0);
        }
        return new PrecisionRecallCurve(precision);
    }

    /** The mean curve over the classes that have one. */
    static PrecisionRecallCurve mean(List<PrecisionRecallCurve> curves) {
        List<PrecisionRecallCurve> present =
                curves.stream().filter(curve -> !curve.isAbsent()).toList();
        if (present.isEmpty()) {
            return absent();
        }
        List<Double> precision = new ArrayList<>(POINTS);
        for (int point = 0; point < POINTS; point++) {
            int at = point;
            precision.add(present.stream()
                    .mapToDouble(curve -> curve.precision.get(at))
                    .average()
                    .orElseThrow());
        }
        return new PrecisionRecallCurve(precision);
    }

    /** The recall at a point, from 0 (point 0) to 1 (point 100). */
    public static double recallAt(int point) {
        return point == POINTS - 1 ? 1 : point * 0.01;
    }

    /** Whether there was nothing to find, so that precision is undefined. */
    public boolean isAbsent() {
        return precision.isEmpty();
    }

    /** Average precision: the mean of the points, {@value CocoMetrics#ABSENT} if absent. */
    public double average() {
        return precision.stream().mapToDouble(Double::doubleValue).average().orElse(CocoMetrics.ABSENT);
    }
}
