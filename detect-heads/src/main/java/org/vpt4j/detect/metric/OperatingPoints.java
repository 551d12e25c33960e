package org.vpt4j.detect.metric;

import java.util.List;

/**
 * Where to put the score threshold, at IoU 0.5.
 *
 * @param overall the one threshold for all classes with the best F1 over all objects: what to show by default
 * @param perClass the result of each class at the overall threshold, in the order of the class indices
 * @param bestPerClass each class at the threshold that is best for it alone
 */
public record OperatingPoints(
        OperatingPoint overall, List<OperatingPoint> perClass, List<OperatingPoint> bestPerClass) {
    public OperatingPoints {
        perClass = List.copyOf(perClass);
        bestPerClass = List.copyOf(bestPerClass);
    }

    /**
     * A score threshold, and what a detector that shows only what reaches it gets right and wrong at IoU 0.5.
     *
     * @param threshold detections with this score or a higher one are shown, in [0, 1]
     * @param truePositives detections on an object
     * @param falsePositives detections on nothing, or on an object that a better one has found already
     * @param falseNegatives objects that were not found
     */
    public record OperatingPoint(double threshold, int truePositives, int falsePositives, int falseNegatives) {

        /** The threshold where no detection is right, so that none is better than another. */
        public static final double DEFAULT_THRESHOLD = 0.5;

        /** The share of the detections that is right, 0 if there are none. */
        public double precision() {
            return share(truePositives, truePositives + falsePositives);
        }

        /** The share of the objects that is found, 0 if there are none. */
        public double recall() {
            return share(truePositives, truePositives + falseNegatives);
        }

        /** The harmonic mean of precision and recall, 0 if nothing is right. */
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
         * The threshold with the best F1, the higher one of equals. It lies halfway between the last score that is shown
         * and the next lower one, so that rounding a score moves nothing.
         */
        static OperatingPoint best(RankedHits ranked) {
            OperatingPoint best = at(DEFAULT_THRESHOLD, ranked);
            double bestF1 = 0;
            int hits = 0;
            for (int rank = 0; rank < ranked.size(); rank++) {
                hits += ranked.hit(rank) ? 1 : 0;
                boolean last = rank + 1 == ranked.size();
                if (!last && ranked.score(rank + 1) == ranked.score(rank)) {
                    continue; // A threshold cannot part equal scores.
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
}
