package org.vpt4j.detect.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * The best score thresholds, at IoU 0.5.
 *
 * @param overall the single threshold for all classes with the best F1 over all objects: the default for display
 * @param perClass the results of each class at the overall threshold, in class index order
 * @param bestPerClass each class at its own best threshold
 */
public record OperatingPoints(
        OperatingPoint overall, List<OperatingPoint> perClass, List<OperatingPoint> bestPerClass) {
    public OperatingPoints {
        perClass = List.copyOf(perClass);
        bestPerClass = List.copyOf(bestPerClass);
    }

    /**
     * A score threshold, and the results at IoU 0.5 of showing only detections that reach it.
     *
     * @param threshold detections with this score or higher are shown, in [0, 1]
     * @param truePositives detections matched to an object
     * @param falsePositives detections matched to nothing, or to an object already found by a better one
     * @param falseNegatives objects not found
     */
    public record OperatingPoint(double threshold, int truePositives, int falsePositives, int falseNegatives) {

        /** The threshold if no detection is correct, so that no threshold is better than another. */
        public static final double DEFAULT_THRESHOLD = 0.5;

        /** Fraction of the detections that are correct, 0 if there are none. */
        public double precision() {
            return share(truePositives, truePositives + falsePositives);
        }

        /** Fraction of the objects that are found, 0 if there are none. */
        public double recall() {
            return share(truePositives, truePositives + falseNegatives);
        }

        /** The harmonic mean of precision and recall, 0 if nothing is correct. */
        public double f1() {
            return share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
        }

        private static double share(int part, int whole) {
            return whole == 0 ? 0 : (double) part / whole;
        }

        static OperatingPoint at(double threshold, RankedHits ranked) {
            int shown = 0;
            int hits = 0;
            while (shown < ranked.size() && ranked.score(shown) >= threshold) {
                hits += ranked.hit(shown++) ? 1 : 0;
            }
            return new OperatingPoint(threshold, hits, shown - hits, ranked.targets() - hits);
        }

        /**
         * The threshold with the best F1, the higher one on ties. It is halfway between the lowest score shown and the next
         * lower one, so that rounding scores changes nothing.
         */
        static OperatingPoint best(RankedHits ranked) {
            OperatingPoint best = at(DEFAULT_THRESHOLD, ranked);
            double bestF1 = 0;
            int hits = 0;
            for (int rank = 0; rank < ranked.size(); rank++) {
                hits += ranked.hit(rank) ? 1 : 0;
                boolean last = rank + 1 == ranked.size();
                if (!last && ranked.score(rank + 1) == ranked.score(rank)) {
                    continue; // A threshold cannot separate equal scores.
                }
                double threshold = (ranked.score(rank) + (last ? 0 : ranked.score(rank + 1))) / 2;
                OperatingPoint point = new OperatingPoint(threshold, hits, rank + 1 - hits, ranked.targets() - hits);
                if (point.f1() > bestF1) {
                    bestF1 = point.f1();
                    best = point;
                }
            }
            return best;
        }
    }

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
}
