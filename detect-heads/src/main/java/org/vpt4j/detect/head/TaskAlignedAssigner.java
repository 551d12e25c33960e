package org.vpt4j.detect.head;

import java.util.Arrays;
import java.util.List;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.head.Assigner.Assignment;
import org.vpt4j.vision.image.Box;

/**
 * Task-aligned assignment (Feng et al. 2021, TOOD): an object is assigned to the locations inside it that already
 * classify and localise it best, measured by {@code t = s^alpha · u^beta} of class score s and overlap u.
 *
 * <p>Each object takes the {@code topK} locations of highest t whose centres are strictly inside it; a location chosen
 * by several objects goes to the one it overlaps most. The target score is t, scaled so that the object's best location
 * gets the highest overlap of any of its locations.
 *
 * <p>Two details ensure that every object is learned. An object narrower than a cell of the finest level is searched in
 * a window of two cells (as in YOLO26's STAL), since it may contain no centre. And the overlap, complete IoU, is at least {@value #LEAST}, so
 * that an object no prediction overlaps yet still has some weight.
 */
public final class TaskAlignedAssigner implements Assigner {
    private static final double LEAST = 0.01;

    private final int topK;
    private final double alpha;
    private final double beta;

    /**
     * An assigner.
     *
     * @param topK locations per object, at least 1
     * @param alpha exponent of the class score
     * @param beta exponent of the overlap
     */
    public TaskAlignedAssigner(int topK, double alpha, double beta) {
        if (topK < 1 || !(alpha >= 0) || !(beta >= 0)) {
            throw new IllegalArgumentException(
                    "top-k must be at least 1, alpha and beta at least 0: " + topK + ", " + alpha + ", " + beta);
        }
        this.topK = topK;
        this.alpha = alpha;
        this.beta = beta;
    }

    @Override
    public Assignment assign(float[] logits, float[] boxes, Locations locations, List<Annotation> truth) {
        int n = locations.count();
        if (boxes.length != 4 * n || logits.length % n != 0) {
            throw new IllegalArgumentException(
                    n + " locations, but " + boxes.length + " box values and " + logits.length + " logits");
        }
        int[] owner = new int[n];
        Arrays.fill(owner, Assignment.BACKGROUND);
        double[] overlap = new double[n];
        double[] alignment = new double[n];
        double[] aspects = aspects(boxes);
        for (int g = 0; g < truth.size(); g++) {
            if (!truth.get(g).crowd()) {
                for (Candidate c : best(logits, boxes, aspects, locations, truth.get(g))) {
                    if (owner[c.location] == Assignment.BACKGROUND || c.overlap > overlap[c.location]) {
                        owner[c.location] = g;
                        overlap[c.location] = c.overlap;
                        alignment[c.location] = c.alignment;
                    }
                }
            }
        }
        float[] score = scores(owner, overlap, alignment, truth.size());
        ignoreCrowds(owner, locations, truth);
        return new Assignment(owner, score);
    }

    private record Candidate(int location, double overlap, double alignment) {}

    /** The object's best-aligned locations, best first; of equal ones the earlier location. */
    private Candidate[] best(float[] logits, float[] boxes, double[] aspects, Locations locations, Annotation object) {
        int classes = logits.length / locations.count();
        Box box = object.box();
        double aspect = Overlap.aspect(box.width(), box.height());
        Box window = window(box, locations.finestStride());
        Candidate[] found = new Candidate[topK];
        int count = 0;
        for (int i = 0; i < locations.count(); i++) {
            if (!inside(window, locations, i)) {
                continue;
            }
            int b = 4 * i;
            double overlap = Math.max(
                    LEAST,
                    Overlap.complete(
                            box.x1(),
                            box.y1(),
                            box.x2(),
                            box.y2(),
                            aspect,
                            boxes[b],
                            boxes[b + 1],
                            boxes[b + 2],
                            boxes[b + 3],
                            aspects[i]));
            double score = 1 / (1 + Math.exp(-logits[i * classes + object.classIndex()]));
            double alignment = power(score, alpha) * power(overlap, beta);
            if (count < topK || alignment > found[topK - 1].alignment) {
                int place = count < topK ? count++ : topK - 1;
                while (place > 0 && alignment > found[place - 1].alignment) {
                    found[place] = found[place - 1];
                    place--;
                }
                found[place] = new Candidate(i, overlap, alignment);
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Power, avoiding the cost of {@link Math#pow} for the usual exponents. */
    private static double power(double base, double exponent) {
        if (exponent == 1) {
            return base;
        }
        if (exponent == 6) {
            double cube = base * base * base;
            return cube * cube;
        }
        return Math.pow(base, exponent);
    }

    private static double[] aspects(float[] boxes) {
        double[] aspects = new double[boxes.length / 4];
        for (int i = 0; i < aspects.length; i++) {
            aspects[i] = Overlap.aspect(boxes[4 * i + 2] - boxes[4 * i], boxes[4 * i + 3] - boxes[4 * i + 1]);
        }
        return aspects;
    }

    /** Where centres are searched: the box itself, with each side no longer than a cell extended to two cells. */
    private static Box window(Box box, double cell) {
        double x = box.width() <= cell ? cell - box.width() / 2 : 0;
        double y = box.height() <= cell ? cell - box.height() / 2 : 0;
        return new Box(box.x1() - x, box.y1() - y, box.x2() + x, box.y2() + y);
    }

    private static boolean inside(Box box, Locations locations, int i) {
        float x = locations.x(i);
        float y = locations.y(i);
        return x > box.x1() && x < box.x2() && y > box.y1() && y < box.y2();
    }

    private static float[] scores(int[] owner, double[] overlap, double[] alignment, int objects) {
        double[] highestOverlap = new double[objects];
        double[] highestAlignment = new double[objects];
        for (int i = 0; i < owner.length; i++) {
            if (owner[i] >= 0) {
                highestOverlap[owner[i]] = Math.max(highestOverlap[owner[i]], overlap[i]);
                highestAlignment[owner[i]] = Math.max(highestAlignment[owner[i]], alignment[i]);
            }
        }
        float[] score = new float[owner.length];
        for (int i = 0; i < owner.length; i++) {
            if (owner[i] >= 0 && highestAlignment[owner[i]] > 0) {
                score[i] = (float) (alignment[i] / highestAlignment[owner[i]] * highestOverlap[owner[i]]);
            }
        }
        return score;
    }

    private static void ignoreCrowds(int[] owner, Locations locations, List<Annotation> truth) {
        for (Annotation crowd : truth) {
            if (crowd.crowd()) {
                for (int i = 0; i < owner.length; i++) {
                    if (owner[i] == Assignment.BACKGROUND && inside(crowd.box(), locations, i)) {
                        owner[i] = Assignment.IGNORED;
                    }
                }
            }
        }
    }
}
