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
 * Puts saved values into arrays that exist, in place: whoever holds such an array sees them.
 *
 * <p>{@link NDArray#copyTo} does not: it gives the receiver new memory, so that a detached view of a trained leaf takes
 * the values and the leaf itself keeps its own.
 */
final class TensorCopy {
    private TensorCopy() {}

    /**
     * Copies each target's namesake.
     *
     * @param scope owner of what is made on the way
     * @throws WeightsException if the source lacks a tensor, or one has another shape
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
        try (Script script = Script.load(TensorCopy.class, "tensor_copy.py", Map.of())) {
            NDList inputs = Tensors.asList("source", from);
            inputs.addAll(Tensors.asList("target", target.values()));
            script.call(scope, inputs, false);
        }
    }
}
