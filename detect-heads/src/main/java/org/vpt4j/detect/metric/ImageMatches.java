package org.vpt4j.detect.metric;

import java.util.stream.IntStream;

/**
 * Which detections of one class on one image hit an object, for each IoU threshold: COCO's greedy matching, the most
 * confident detection first.
 *
 * <p>An object is ignored, neither target nor miss, if it is a crowd or its area is out of range; a detection matched to
 * an ignored object is ignored, and so is an unmatched one whose area is out of range.
 */
final class ImageMatches {

    /** IoU thresholds 0.50, 0.55, …, 0.95. */
    static final int THRESHOLDS = 10;

    /** Index of the IoU threshold 0.5. */
    static final int AT_50 = 0;

    /** Index of the IoU threshold 0.75. */
    static final int AT_75 = 5;

    private static final int NONE = -1;

    /** By descending score: {@code [D]} */
    final double[] scores;

    /** {@code [T, D]} */
    final boolean[][] hit;

    /** {@code [T, D]} */
    final boolean[][] ignored;

    /** Number of objects to find. */
    final int targets;

    private final IouMatrix pairs;

    /** Order of the truth here: first the objects that count, then the ignored ones. */
    private final int[] order;

    private final boolean[] truthIgnored;

    ImageMatches(IouMatrix pairs, AreaRange range) {
        this.pairs = pairs;
        int detections = pairs.found.length;
        truthIgnored = new boolean[pairs.truth.length];
        for (int g = 0; g < truthIgnored.length; g++) {
            truthIgnored[g] = pairs.truth[g].crowd() || !range.contains(pairs.truth[g].area());
        }
        order = IntStream.concat(
                        IntStream.range(0, truthIgnored.length).filter(g -> !truthIgnored[g]),
                        IntStream.range(0, truthIgnored.length).filter(g -> truthIgnored[g]))
                .toArray();
        targets = (int) IntStream.of(order).filter(g -> !truthIgnored[g]).count();
        scores = new double[detections];
        hit = new boolean[THRESHOLDS][detections];
        ignored = new boolean[THRESHOLDS][detections];
        for (int d = 0; d < detections; d++) {
            scores[d] = pairs.found[d].score();
        }
        for (int t = 0; t < THRESHOLDS; t++) {
            match(threshold(t), range, hit[t], ignored[t]);
        }
    }

    /** Objects found by the {@code limit} most confident detections at the IoU threshold with the given index. */
    int hits(int threshold, int limit) {
        int hits = 0;
        for (int d = 0; d < Math.min(limit, scores.length); d++) {
            hits += hit[threshold][d] && !ignored[threshold][d] ? 1 : 0;
        }
        return hits;
    }

    /** Bit-identical to NumPy's {@code linspace(.5, .95, 10)}. */
    private static double threshold(int index) {
        return index == THRESHOLDS - 1 ? 0.95 : index * ((0.95 - 0.5) / (THRESHOLDS - 1)) + 0.5;
    }

    private void match(double threshold, AreaRange range, boolean[] hit, boolean[] ignored) {
        boolean[] taken = new boolean[pairs.truth.length];
        for (int d = 0; d < hit.length; d++) {
            int best = best(d, threshold, taken);
            if (best == NONE) {
                ignored[d] = !range.contains(pairs.found[d].box());
            } else {
                hit[d] = true;
                ignored[d] = truthIgnored[best];
                taken[best] = true;
            }
        }
    }

    /** The unmatched object that overlaps most; the later one on ties; an ignored one only if there is no other. */
    private int best(int detection, double threshold, boolean[] taken) {
        double highest = Math.min(threshold, 1 - 1e-10);
        int best = NONE;
        for (int g : order) {
            if (taken[g] && !pairs.truth[g].crowd()) {
                continue;
            }
            if (best != NONE && !truthIgnored[best] && truthIgnored[g]) {
                break;
            }
            if (pairs.iou[detection][g] >= highest) {
                highest = pairs.iou[detection][g];
                best = g;
            }
        }
        return best;
    }
}
