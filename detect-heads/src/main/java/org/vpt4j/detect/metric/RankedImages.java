package org.vpt4j.detect.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The detections on all images, of one class or several, in one order shared by all IoU thresholds: by descending
 * score, the earlier image first on ties.
 */
final class RankedImages {

    private final List<ImageMatches> images;

    /** By rank: the image's position in the list, and the detection's position on it. */
    private final int[] image;

    private final int[] detection;
    private final double[] scores;
    private final int targets;

    RankedImages(List<ImageMatches> images) {
        this.images = images;
        int size = images.stream().mapToInt(one -> one.scores.length).sum();
        int[] imageOf = new int[size];
        int[] detectionOf = new int[size];
        double[] scoreOf = new double[size];
        int at = 0;
        for (int i = 0; i < images.size(); i++) {
            for (int d = 0; d < images.get(i).scores.length; d++) {
                imageOf[at] = i;
                detectionOf[at] = d;
                scoreOf[at++] = images.get(i).scores[d];
            }
        }
        int[] order = byFallingScore(scoreOf);
        image = Arrays.stream(order).map(i -> imageOf[i]).toArray();
        detection = Arrays.stream(order).map(i -> detectionOf[i]).toArray();
        scores = Arrays.stream(order).mapToDouble(i -> scoreOf[i]).toArray();
        targets = images.stream().mapToInt(one -> one.targets).sum();
    }

    private static int[] byFallingScore(double[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> scores[i]).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Number of objects to find. */
    int targets() {
        return targets;
    }

    /** Outcomes of the detections at the IoU threshold with the given index. */
    RankedHits hits(int threshold) {
        double[] kept = new double[scores.length];
        boolean[] hits = new boolean[scores.length];
        int size = 0;
        for (int rank = 0; rank < scores.length; rank++) {
            ImageMatches matches = images.get(image[rank]);
            if (!matches.ignored[threshold][detection[rank]]) {
                kept[size] = scores[rank];
                hits[size++] = matches.hit[threshold][detection[rank]];
            }
        }
        return new RankedHits(Arrays.copyOf(kept, size), Arrays.copyOf(hits, size), targets);
    }

    /** Fraction of the objects found by the {@code limit} most confident detections of each image. */
    double recall(int threshold, int limit) {
        int hits = images.stream().mapToInt(one -> one.hits(threshold, limit)).sum();
        return (double) hits / targets;
    }
}
