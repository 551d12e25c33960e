package org.vpt4j.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * Memory {@code [R, ...]} for rows of one shape, reused by every step: allocated in the first step, so that the
 * other allocations of a step do not fragment memory around it. Owns native memory: close it.
 */
final class LastingBlock implements AutoCloseable {
    private final NDManager manager;
    private final Script copy;
    private NDArray block;

    LastingBlock(NDManager parent) {
        this.manager = parent.newSubManager();
        this.copy = Script.load(LastingBlock.class, "lasting_rows.py", Map.of());
    }

    /**
     * Copies an array into rows, overwriting them.
     *
     * @param scope owner of the result
     * @param rows total number of rows that the step needs
     * @param row first row to fill
     * @param x {@code [b, ...]}
     * @return a view of the b rows, which may take part in a training step even if {@code x} may not
     */
    NDArray put(NDManager scope, int rows, int row, NDArray x) {
        if (block == null || !fits(rows, x.getShape())) {
            allocate(rows, x);
        }
        try (NDArray first = scope.create(new int[] {row})) {
            NDList inputs = new NDList(Tensors.asTensor(block), first, Tensors.asTensor(x));
            return copy.call(scope, inputs, true).singletonOrThrow();
        }
    }

    private boolean fits(int rows, Shape x) {
        Shape held = block.getShape();
        return held.get(0) >= rows && held.slice(1).equals(x.slice(1));
    }

    /** Filled with copies of x's first row, to get the type of x, which the engine may be unable to fill itself. */
    private void allocate(int rows, NDArray x) {
        if (block != null) {
            block.close();
        }
        try (NDArray one = x.get("0:1");
                NDArray all = one.broadcast(new Shape(rows).addAll(x.getShape().slice(1)))) {
            block = all.duplicate();
            block.attach(manager);
        }
    }

    @Override
    public void close() {
        copy.close();
        manager.close();
    }
}
