package org.vpt4j.detect.head;

import java.util.Arrays;
import java.util.List;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;

/**
 * What every location of a batch is to predict, as flat arrays for the loss. Filled image by image.
 *
 * <p>Per location: class {@code label [B, N]}, class score to aim at {@code score [B, N]}, {@code box [B, N, 4]} xyxy
 * in input pixels, and {@code counted [B, N]}, 0 where the class loss looks away.
 */
public final class DenseTargets {
    private final int images;
    private final int locations;
    private final long[] label;
    private final float[] score;
    private final float[] box;
    private final float[] counted;

    /** Targets of a batch in which everything is background. */
    public DenseTargets(int images, int locations) {
        this.images = images;
        this.locations = locations;
        label = new long[images * locations];
        score = new float[images * locations];
        box = new float[images * locations * 4];
        counted = new float[images * locations];
        Arrays.fill(counted, 1);
    }

    /** Sets what one image's locations are to predict. */
    public void set(int image, Assignment assignment, List<Annotation> truth) {
        for (int i = 0; i < locations; i++) {
            int at = image * locations + i;
            int owner = assignment.truth()[i];
            if (owner >= 0) {
                Box target = truth.get(owner).box();
                label[at] = truth.get(owner).classIndex();
                score[at] = assignment.score()[i];
                box[4 * at] = (float) target.x1();
                box[4 * at + 1] = (float) target.y1();
                box[4 * at + 2] = (float) target.x2();
                box[4 * at + 3] = (float) target.y2();
            } else if (owner == Assignment.IGNORED) {
                counted[at] = 0;
            }
        }
    }

    int images() {
        return images;
    }

    int locations() {
        return locations;
    }

    long[] label() {
        return label;
    }

    float[] score() {
        return score;
    }

    float[] box() {
        return box;
    }

    float[] counted() {
        return counted;
    }
}
