package org.vpt4j.detect.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * Loss of a dense head under task-aligned targets: binary cross entropy of every class at every location against the
 * score to aim at, and the box loss of the assigned locations weighted by that score. Both are sums over the batch
 * divided by the sum of the scores (at least 1), so that it depends neither on the number of objects nor on that of images.
 *
 * <p>All in float32. Owns native memory: close it.
 */
public final class DenseLoss implements AutoCloseable {
    private final Script script;

    /**
     * Compiles the loss.
     *
     * @param boxLoss how boxes are compared
     * @param boxGain factor of the box part
     */
    public DenseLoss(BoxLoss boxLoss, double boxGain) {
        this.script = Script.load(
                DenseLoss.class, "dense_loss.py", Map.of("complete", boxLoss == BoxLoss.CIOU, "box_gain", boxGain));
    }

    /**
     * Computes the loss, with the parts {@code class} and {@code box}; autograd records it when a gradient collector is open.
     *
     * @param scope owner of the results
     * @param logits {@code [B, N, C]}
     * @param boxes {@code [B, N, 4]}, xyxy in input pixels
     */
    public Loss of(NDManager scope, NDArray logits, NDArray boxes, DenseTargets targets) {
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
        return new Loss(outputs.get(0), named);
    }

    @Override
    public void close() {
        script.close();
    }
}
