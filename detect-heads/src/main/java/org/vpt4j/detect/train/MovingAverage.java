package org.vpt4j.detect.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * Exponential moving average of trained tensors, which detects better than their final values (Polyak averaging). The
 * decay ramps up so that early steps fade quickly. Owns native memory: close it.
 */
final class MovingAverage implements AutoCloseable {
    private static final double RAMP = 50; // steps

    private final NDManager owner;
    private final Script update;
    private final Tensors current;
    private final Tensors average;
    private final double decay;

    /** An average that starts at the current values; a decay of 0 keeps only the last value. */
    public MovingAverage(NDManager parent, Tensors current, double decay) {
        this.owner = parent.newSubManager();
        this.update = Script.load(MovingAverage.class, "moving_average.py", Map.of());
        this.current = current;
        this.decay = decay;
        Map<String, NDArray> copies = new LinkedHashMap<>();
        current.asMap().forEach((name, array) -> {
            NDArray copy = owner.zeros(array.getShape());
            copies.put(name, copy);
        });
        this.average = Tensors.of(copies);
        restore(current);
    }

    /** Takes in the current values after the given step, counted from 1. */
    public void update(long step) {
        double keep = keep(decay, step);
        try (NDManager scope = owner.newSubManager()) {
            NDList inputs = Tensors.asList("average", average.values());
            inputs.addAll(Tensors.asList("current", current.values()));
            inputs.add(scope.create(keep));
            update.call(scope, inputs, false);
        }
    }

    /** The weight of the average before a step; it spans about a tenth of the steps so far, however short the run. */
    static double keep(double decay, long step) {
        return Math.min(decay * (1 - Math.exp(-step / RAMP)), (1.0 + step) / (10.0 + step));
    }

    /** The averaged tensors under their original names: views of this object's own arrays. */
    public Tensors tensors() {
        return average;
    }

    /**
     * Continues from saved averages.
     *
     * @throws org.vpt4j.vision.error.WeightsException if one is missing or has the wrong shape
     */
    public void restore(Tensors saved) {
        try (NDManager scope = owner.newSubManager()) {
            TensorCopy.copy(scope, saved, average);
        }
    }

    @Override
    public void close() {
        update.close();
        owner.close();
    }
}
