package org.vpt4j.detect.metric;

import java.util.Arrays;
import java.util.List;

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

    RankedHits(double[] scores, boolean[] hits, int targets) {
        int[] order = ScoreOrder.of(scores);
        this.scores = new double[order.length];
        this.hits = new boolean[order.length];
        for (int i = 0; i < order.length; i++) {
            this.scores[i] = scores[order[i]];
            this.hits[i] = hits[order[i]];
        }
        this.targets = targets;
    }

    /** What the images' detections are at the IoU threshold of that index. */
    static RankedHits of(List<ImageMatches> images, int threshold) {
        int size = images.stream().mapToInt(image -> image.scores.length).sum();
        double[] scores = new double[size];
        boolean[] hits = new boolean[size];
        int kept = 0;
        int targets = 0;
        for (ImageMatches image : images) {
            targets += image.targets;
            for (int d = 0; d < image.scores.length; d++) {
                if (!image.ignored[threshold][d]) {
                    scores[kept] = image.scores[d];
                    hits[kept++] = image.hit[threshold][d];
                }
            }
        }
        return new RankedHits(Arrays.copyOf(scores, kept), Arrays.copyOf(hits, kept), targets);
    }

    /** Several classes as one. */
    static RankedHits merge(List<RankedHits> classes) {
        int size = classes.stream().mapToInt(one -> one.hits.length).sum();
        double[] scores = new double[size];
        boolean[] hits = new boolean[size];
        int at = 0;
        for (RankedHits one : classes) {
            System.arraycopy(one.scores, 0, scores, at, one.scores.length);
            System.arraycopy(one.hits, 0, hits, at, one.hits.length);
            at += one.hits.length;
        }
        return new RankedHits(
                scores, hits, classes.stream().mapToInt(one -> one.targets).sum());
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
