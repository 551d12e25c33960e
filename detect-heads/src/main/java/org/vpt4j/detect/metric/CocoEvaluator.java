package org.vpt4j.detect.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.metric.CocoMetrics.ClassMetrics;
import org.vpt4j.detect.metric.OperatingPoints.OperatingPoint;

/**
 * COCO's detection evaluation: add the images, then evaluate.
 *
 * <p>Equivalent to pycocotools ({@code COCOeval} for boxes), whose rules are: at most 100 detections per image and class;
 * a detection takes the unmatched object that it overlaps most; crowds are neither targets nor misses; an object's size is
 * its annotation's {@code area}, a detection's is that of its box; images are ordered by id, which breaks ties between
 * equal scores. One quirk is not reproduced: pycocotools counts a match with an annotation of id 0 as no match.
 *
 * <pre>{@code
 * CocoEvaluator evaluator = new CocoEvaluator(classes.size());
 * evaluator.addImage(id, image.annotations(), detector.detect(image));
 * CocoMetrics metrics = evaluator.evaluate();
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class CocoEvaluator {

    /** Detections counted per image and class. */
    public static final int MAX_DETECTIONS = 100;

    private final int classes;
    private final SortedMap<Long, List<IouMatrix>> images = new TreeMap<>();

    /** @throws IllegalArgumentException if there are no classes */
    public CocoEvaluator(int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException("an evaluation needs at least one class, not " + classes);
        }
        this.classes = classes;
    }

    /**
     * Adds an image with its annotations and detections.
     *
     * @param imageId unique among the images
     * @param truth its annotations
     * @param found its detections, in image pixels, in any order
     * @throws IllegalArgumentException if the image was added before or a class index is out of range
     */
    public void addImage(long imageId, List<Annotation> truth, List<Detection> found) {
        if (images.containsKey(imageId)) {
            throw new IllegalArgumentException("image " + imageId + " was added before");
        }
        List<List<Annotation>> truthOfClass = lists();
        List<List<Detection>> foundOfClass = lists();
        for (Annotation annotation : truth) {
            truthOfClass.get(checked(annotation.classIndex(), imageId)).add(annotation);
        }
        for (Detection detection : found) {
            foundOfClass.get(checked(detection.classIndex(), imageId)).add(detection);
        }
        List<IouMatrix> pairs = new ArrayList<>(classes);
        for (int c = 0; c < classes; c++) {
            pairs.add(IouMatrix.of(truthOfClass.get(c), foundOfClass.get(c), MAX_DETECTIONS));
        }
        images.put(imageId, pairs);
    }

    /** COCO's metrics over the images added so far. */
    public CocoMetrics evaluate() {
        SizeMetrics all = new SizeMetrics();
        SizeMetrics small = new SizeMetrics();
        SizeMetrics medium = new SizeMetrics();
        SizeMetrics large = new SizeMetrics();
        List<ClassMetrics> perClass = new ArrayList<>(classes);
        for (int c = 0; c < classes; c++) {
            perClass.add(all.add(ranked(c, AreaRange.ALL)));
            small.add(ranked(c, AreaRange.SMALL));
            medium.add(ranked(c, AreaRange.MEDIUM));
            large.add(ranked(c, AreaRange.LARGE));
        }
        return new CocoMetrics(
                all.ap(),
                all.curve(ImageMatches.AT_50).average(),
                all.curve(ImageMatches.AT_75).average(),
                small.ap(),
                medium.ap(),
                large.ap(),
                all.recall(1),
                all.recall(10),
                all.recall(MAX_DETECTIONS),
                small.recall(MAX_DETECTIONS),
                medium.recall(MAX_DETECTIONS),
                large.recall(MAX_DETECTIONS),
                perClass,
                all.curve(ImageMatches.AT_50));
    }

    /** The best score thresholds over the images added so far. */
    public OperatingPoints operatingPoints() {
        List<List<ImageMatches>> matches = new ArrayList<>(classes);
        for (int c = 0; c < classes; c++) {
            matches.add(matches(c, AreaRange.ALL));
        }
        List<RankedHits> perClass =
                matches.stream().map(CocoEvaluator::hitsAt50).toList();
        OperatingPoint overall = OperatingPoint.best(
                hitsAt50(matches.stream().flatMap(List::stream).toList()));
        return new OperatingPoints(
                overall,
                perClass.stream()
                        .map(hits -> OperatingPoint.at(overall.threshold(), hits))
                        .toList(),
                perClass.stream().map(OperatingPoint::best).toList());
    }

    private static RankedHits hitsAt50(List<ImageMatches> matches) {
        return new RankedImages(matches).hits(ImageMatches.AT_50);
    }

    private RankedImages ranked(int classIndex, AreaRange range) {
        return new RankedImages(matches(classIndex, range));
    }

    private List<ImageMatches> matches(int classIndex, AreaRange range) {
        return images.values().stream()
                .map(pairs -> new ImageMatches(pairs.get(classIndex), range))
                .toList();
    }

    private int checked(int classIndex, long imageId) {
        if (classIndex < 0 || classIndex >= classes) {
            throw new IllegalArgumentException(
                    "image " + imageId + ": class index " + classIndex + " of only " + classes + " classes");
        }
        return classIndex;
    }

    private <T> List<List<T>> lists() {
        List<List<T>> lists = new ArrayList<>(classes);
        for (int c = 0; c < classes; c++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }

    /**
     * COCO's AP over any selection of images, each of which may count several times, as a bootstrap needs it thousands of
     * times. Detections are matched and sorted once. Equal to {@link CocoEvaluator} on those images, except for the order of
     * detections with equal scores.
     */
    public static final class ResampledAp {

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
            double[] best = new double[OperatingPoints.PrecisionRecallCurve.POINTS];
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
            int point = Math.min(OperatingPoints.PrecisionRecallCurve.POINTS - 1, (int) (recall * 100) + 1);
            while (OperatingPoints.PrecisionRecallCurve.recallAt(point) > recall) {
                point--;
            }
            return point;
        }
    }
}
