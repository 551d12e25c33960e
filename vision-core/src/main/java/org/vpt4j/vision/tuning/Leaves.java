package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.vpt4j.vision.script.Tensors;

/** Makes trainable parameters: leaf arrays of autograd that require gradient. */
public final class Leaves {
    private Leaves() {}

    /**
     * Makes one leaf per name.
     *
     * @param owner owner of the arrays
     * @param values values of a parameter, row-major, as many as its shape has
     */
    public static Tensors of(NDManager owner, Map<String, Shape> shapes, Function<String, float[]> values) {
        Map<String, NDArray> leaves = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            NDArray leaf = owner.create(values.apply(name), shape);
            leaf.setRequiresGradient(true);
            leaves.put(name, leaf);
        });
        return Tensors.of(leaves);
    }
}
