package org.vpt4j.detect.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * Copies saved values into existing arrays in place, so that all views of such an array see them.
 *
 * <p>{@link NDArray#copyTo} does not: it gives the target new memory, so that a detached view of a trained leaf gets
 * the values while the leaf itself keeps its own.
 */
final class TensorCopy {
    private TensorCopy() {}

    /**
     * Copies into each target the source tensor of the same name.
     *
     * @param scope owner of temporary arrays
     * @throws WeightsException if the source lacks a tensor or its shape differs
     */
    public static void copy(NDManager scope, Tensors source, Tensors target) {
        List<NDArray> from = new ArrayList<>();
        target.asMap().forEach((name, array) -> {
            if (!source.contains(name)) {
                throw new WeightsException("the saved tensor \"" + name + "\" is missing: the file is damaged");
            }
            NDArray saved = source.get(name);
            if (!saved.getShape().equals(array.getShape())) {
                throw new WeightsException("the saved tensor \"" + name + "\" has the shape " + saved.getShape()
                        + ", but " + array.getShape() + " is needed: the file is damaged, or of another run");
            }
            from.add(saved);
        });
        if (from.isEmpty()) {
            return; // a script cannot be given two empty lists
        }
        try (Script script = Script.load(TensorCopy.class, "tensor_copy.py", Map.of())) {
            NDList inputs = Tensors.asList("source", from);
            inputs.addAll(Tensors.asList("target", target.values()));
            script.call(scope, inputs, false);
        }
    }
}
