package org.vpt4j.detect.metric;

/**
 * How many detections are right, how many wrong, and how many objects nobody found, at one score threshold.
 *
 * @param truePositives detections on an object
 * @param falsePositives detections on nothing, or on an object that a better one has found already
 * @param falseNegatives objects that were not found
 */
public record DetectionCounts(int truePositives, int falsePositives, int falseNegatives) {

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

    /** What the detections with a score of at least {@code threshold} come to. */
    static DetectionCounts at(RankedHits ranked, double threshold) {
        int hits = 0;
        int shown = 0;
        while (shown < ranked.size() && ranked.score(shown) >= threshold) {
            hits += ranked.hit(shown++) ? 1 : 0;
        }
        return new DetectionCounts(hits, shown - hits, ranked.targets() - hits);
    }
}
