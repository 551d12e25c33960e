package org.vpt4j.detect.head;

import java.nio.FloatBuffer;

/**
 * A head's proposals for a batch, as plain numbers, whichever engine computed them: at each of N locations a score for
 * each of C classes, and one box.
 *
 * <p>The buffers are not copied, and are read by absolute positions only: do not modify them while this is in use.
 *
 * @param images number B of images
 * @param classes number C of classes
 * @param scores {@code [B, N, C]}, each in 0..1
 * @param boxes {@code [B, N, 4]}, xyxy in input pixels
 */
public record Proposals(int images, int classes, FloatBuffer scores, FloatBuffer boxes) {

    /** @throws IllegalArgumentException if the numbers of values are inconsistent */
    public Proposals {
        if (images < 1
                || classes < 1
                || scores.limit() % (images * classes) != 0
                || boxes.limit() != 4L * (scores.limit() / classes)) {
            throw new IllegalArgumentException(scores.limit() + " scores and " + boxes.limit()
                    + " edges of boxes do not belong to " + images + " images and " + classes + " classes");
        }
    }

    /** From class logits {@code [B, N, C]} instead of scores. */
    public static Proposals ofLogits(int images, int classes, float[] logits, float[] boxes) {
        float[] scores = new float[logits.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) (1 / (1 + Math.exp(-logits[i])));
        }
        return new Proposals(images, classes, FloatBuffer.wrap(scores), FloatBuffer.wrap(boxes));
    }

    /** Number N of locations. */
    public int locations() {
        return scores.limit() / (images * classes);
    }
}
