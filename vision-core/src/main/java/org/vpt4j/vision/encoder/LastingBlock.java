package org.vpt4j.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * Memory {@code [R, ...]} for rows of one shape that every step fills again: allocated by the first step, so that what
 * else a step allocates comes and goes around it and leaves no holes. Owns native memory: close it.
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
     * Copies an array into rows, over what lay there.
     *
     * @param scope owner of the result
     * @param rows how many the step needs in all
     * @param row the first to fill
     * @param x {@code [b, ...]}
     * @return a view of the b rows, which may take part in a training step whatever {@code x} was
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

    /** A copy of x's first row in each: so it has the type of x, which may be one that the engine cannot fill itself. */
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
