package org.vpt4j.detect.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.head.Assigner.Assignment;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * The loss of a dense head with task-aligned targets: binary cross entropy of every class at every location against the target
 * score, and the box loss of the assigned locations weighted by that score. Both are summed over the batch and divided by
 * the sum of the scores (at least 1), so the loss depends neither on the number of objects nor of images.
 *
 * <p>All in float32. Owns native memory: close it.
 */
public final class DenseLoss implements AutoCloseable {
    private final Script script;

    /**
     * Compiles the loss.
     *
     * @param boxLoss how boxes are compared
     * @param boxGain factor of the box loss
     */
    public DenseLoss(BoxLoss boxLoss, double boxGain) {
        this.script = Script.load(
                DenseLoss.class, "dense_loss.py", Map.of("complete", boxLoss == BoxLoss.CIOU, "box_gain", boxGain));
    }

    /**
     * The loss, with parts {@code class} and {@code box}; autograd records it while a gradient collector is open.
     *
     * @param scope owner of the results
     * @param logits {@code [B, N, C]}
     * @param boxes {@code [B, N, 4]}, xyxy in input pixels
     */
    public HeadNetwork.Loss of(NDManager scope, NDArray logits, NDArray boxes, DenseTargets targets) {
        Shape shape = new Shape(targets.images(), targets.locations());
        NDList inputs = new NDList(
                Tensors.asTensor(logits),
                Tensors.asTensor(boxes),
                scope.create(targets.label(), shape),
                scope.create(targets.score(), shape),
                scope.create(targets.box(), shape.add(4)),
                scope.create(targets.counted(), shape));
        NDList outputs = script.call(scope, inputs, true);
        float[] parts = outputs.get(1).toFloatArray();
        Map<String, Float> named = new LinkedHashMap<>();
        named.put("class", parts[0]);
        named.put("box", parts[1]);
        return new HeadNetwork.Loss(outputs.get(0), named);
    }

    @Override
    public void close() {
        script.close();
    }

    /** How predicted and true boxes are compared. */
    public enum BoxLoss {
        /** Generalised IoU (Rezatofighi et al. 2019). */
        GIOU,
        /** Complete IoU (Zheng et al. 2020). */
        CIOU
    }

    /**
     * Targets of all locations of a batch, as flat arrays for the loss. Filled image by image.
     *
     * <p>Per location: class {@code label [B, N]}, target class score {@code score [B, N]}, {@code box [B, N, 4]} xyxy in
     * input pixels, and {@code counted [B, N]}, 0 where the class loss ignores it.
     */
    public static final class DenseTargets {
        private final int images;
        private final int locations;
        private final long[] label;
        private final float[] score;
        private final float[] box;
        private final float[] counted;

        /** Targets of a batch with only background. */
        public DenseTargets(int images, int locations) {
            this.images = images;
            this.locations = locations;
            label = new long[images * locations];
            score = new float[images * locations];
            box = new float[images * locations * 4];
            counted = new float[images * locations];
            Arrays.fill(counted, 1);
        }

        /** Sets the targets of one image's locations. */
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
}
