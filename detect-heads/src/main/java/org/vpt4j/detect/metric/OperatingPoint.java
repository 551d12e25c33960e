package org.vpt4j.detect.metric;

/**
 * A score threshold, and what a detector that shows only what reaches it gets right and wrong at IoU 0.5.
 *
 * @param threshold detections with this score or a higher one are shown, in [0, 1]
 * @param counts what they come to
 */
public record OperatingPoint(double threshold, DetectionCounts counts) {

    /** The threshold where no detection is right, so that none is better than another. */
    public static final double DEFAULT_THRESHOLD = 0.5;

    /**
     * The threshold with the best F1, the higher one of equals. It lies halfway between the last score that is shown
     * and the next lower one, so that rounding a score moves nothing.
     */
    static OperatingPoint best(RankedHits ranked) {
        double threshold = DEFAULT_THRESHOLD;
        double bestF1 = 0;
        int hits = 0;
        for (int i = 0; i < ranked.size(); i++) {
            hits += ranked.hit(i) ? 1 : 0;
            double next = i + 1 < ranked.size() ? ranked.score(i + 1) : 0;
            if (i + 1 < ranked.size() && next == ranked.score(i)) {
                continue; // A threshold cannot part equal scores.
            }
            double f1 = new DetectionCounts(hits, i + 1 - hits, ranked.targets() - hits).f1();
            if (f1 > bestF1) {
                bestF1 = f1;
                threshold = (ranked.score(i) + next) / 2;
            }
        }
        return new OperatingPoint(threshold, DetectionCounts.at(ranked, threshold));
    }
}
