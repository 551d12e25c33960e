package org.vpt4j.detect.metric;

/**
 * The detections of many images in one list by falling score, with what each of them is at one IoU threshold; ignored
 * ones are left out.
 */
final class RankedHits {

    /** By falling score. */
    private final double[] scores;

    /** Whether the detection of that rank found an object. */
    private final boolean[] hits;

    private final int targets;

    /** Takes the arrays over; they are in the order of falling scores. */
    RankedHits(double[] scores, boolean[] hits, int targets) {
        this.scores = scores;
        this.hits = hits;
        this.targets = targets;
    }

    int size() {
        return scores.length;
    }

    double score(int rank) {
        return scores[rank];
    }

    boolean hit(int rank) {
        return hits[rank];
    }

    /** Objects that should be found. */
    int targets() {
        return targets;
    }
}
