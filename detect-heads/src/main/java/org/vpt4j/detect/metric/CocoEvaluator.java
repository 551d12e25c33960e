package org.vpt4j.detect.metric;

import java.util.ArrayList;
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
}
