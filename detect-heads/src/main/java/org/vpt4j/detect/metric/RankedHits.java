package org.vpt4j.detect.metric;

/**
 * The detections of many images in one list by descending score, with their outcome at one IoU threshold; ignored ones
 * are left out.
 */
final class RankedHits {

    /** By descending score. */
    private final double[] scores;

    /** Whether the detection of this rank found an object. */
    private final boolean[] hits;

    private final int targets;

    /** Takes ownership of the arrays, which are ordered by descending score. */
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

    /** Number of objects to find. */
    int targets() {
        return targets;
    }
}
