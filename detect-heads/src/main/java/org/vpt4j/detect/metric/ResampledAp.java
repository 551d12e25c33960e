package org.vpt4j.detect.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;

/**
 * COCO's AP over any selection of images, each of which may count several times, as a bootstrap needs it thousands of
 * times. Detections are matched and sorted once. Equal to {@link CocoEvaluator} on those images, except for the order of
 * detections with equal scores.
 */
public final class ResampledAp {

    /** The detections of one class by descending score. */
    private static final class Ranked {
        /** Image index of each detection. */
        private final int[] image;

        /** Bit t: a hit at IoU threshold t. */
        private final short[] hits;

        /** Bit t: ignored at IoU threshold t. */
        private final short[] ignored;

        /** Number of objects to find, by image. */
        private final int[] targets;

        Ranked(List<ImageMatches> matches) {
            record Entry(double score, int image, int detection) {}
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < matches.size(); i++) {
                for (int d = 0; d < matches.get(i).scores.length; d++) {
                    entries.add(new Entry(matches.get(i).scores[d], i, d));
                }
            }
            entries.sort((a, b) -> Double.compare(b.score(), a.score()));
            image = entries.stream().mapToInt(Entry::image).toArray();
            hits = new short[image.length];
            ignored = new short[image.length];
            for (int k = 0; k < image.length; k++) {
                ImageMatches of = matches.get(image[k]);
                int detection = entries.get(k).detection();
                for (int t = 0; t < ImageMatches.THRESHOLDS; t++) {
                    hits[k] |= (short) (of.hit[t][detection] ? 1 << t : 0);
                    ignored[k] |= (short) (of.ignored[t][detection] ? 1 << t : 0);
                }
            }
            targets = matches.stream().mapToInt(m -> m.targets).toArray();
        }
    }

    private final int images;
    private final List<Ranked> classes = new ArrayList<>();

    /**
     * Matches all detections.
     *
     * @param classCount number of classes
     * @param truth annotations, by image
     * @param found detections, by image
     */
    public ResampledAp(int classCount, List<List<Annotation>> truth, List<List<Detection>> found) {
        this.images = truth.size();
        for (int c = 0; c < classCount; c++) {
            int index = c;
            List<ImageMatches> matches = new ArrayList<>();
            for (int i = 0; i < images; i++) {
                IouMatrix pairs = IouMatrix.of(
                        truth.get(i).stream()
                                .filter(a -> a.classIndex() == index)
                                .toList(),
                        found.get(i).stream()
                                .filter(d -> d.classIndex() == index)
                                .toList(),
                        CocoEvaluator.MAX_DETECTIONS);
                matches.add(new ImageMatches(pairs, AreaRange.ALL));
            }
            classes.add(new Ranked(matches));
        }
    }

    /** Number of images. */
    public int images() {
        return images;
    }

    /** Number of steps in one {@link #ap}, as a measure of its cost. */
    public long work() {
        return classes.stream()
                .mapToLong(c -> (long) c.image.length * ImageMatches.THRESHOLDS)
                .sum();
    }

    /**
     * Mean average precision.
     *
     * @param counts how often each image counts, 0 to leave it out
     * @return {@value CocoMetrics#ABSENT} if the selection contains no object
     */
    public double ap(int[] counts) {
        double sum = 0;
        int present = 0;
        for (Ranked ranked : classes) {
            int targets = 0;
            for (int i = 0; i < images; i++) {
                targets += counts[i] * ranked.targets[i];
            }
            if (targets > 0) {
                present++;
                for (int t = 0; t < ImageMatches.THRESHOLDS; t++) {
                    sum += average(ranked, t, counts, targets);
                }
            }
        }
        return present == 0 ? CocoMetrics.ABSENT : sum / (present * ImageMatches.THRESHOLDS);
    }

    /** Precision averaged over 101 recalls, each the best at that recall or higher. */
    private static double average(Ranked ranked, int threshold, int[] counts, int targets) {
        int bit = 1 << threshold;
        double[] best = new double[PrecisionRecallCurve.POINTS];
        int found = 0;
        int seen = 0;
        for (int k = 0; k < ranked.image.length; k++) {
            int weight = counts[ranked.image[k]];
            if (weight == 0 || (ranked.ignored[k] & bit) != 0) {
                continue;
            }
            seen += weight;
            if ((ranked.hits[k] & bit) != 0) {
                found += weight;
                int point = lastPoint((double) found / targets);
                best[point] = Math.max(best[point], (double) found / seen);
            }
        }
        for (int point = best.length - 2; point >= 0; point--) {
            best[point] = Math.max(best[point], best[point + 1]);
        }
        return Arrays.stream(best).average().orElseThrow();
    }

    /** The highest point whose recall is reached. */
    private static int lastPoint(double recall) {
        int point = Math.min(PrecisionRecallCurve.POINTS - 1, (int) (recall * 100) + 1);
        while (PrecisionRecallCurve.recallAt(point) > recall) {
            point--;
        }
        return point;
    }
}
