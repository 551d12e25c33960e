package org.vpt4j.detect.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.vpt4j.vision.script.Tensors;

/** The parameters of a network part in a fixed order: name, shape and initial values. */
public final class ParameterTable {
    private final Map<String, Start> starts;

    private ParameterTable(Map<String, Start> starts) {
        this.starts = Collections.unmodifiableMap(starts);
    }

    public static ParameterTable of(Map<String, Start> starts) {
        return new ParameterTable(new LinkedHashMap<>(starts));
    }

    /** Adds scale (1) and shift (0) of a group norm with this many channels: {@code NAME.weight}, {@code NAME.bias}. */
    public static void addNorm(Map<String, Start> starts, String name, int channels) {
        starts.put(name + ".weight", Start.constant(new Shape(channels), 1));
        starts.put(name + ".bias", Start.constant(new Shape(channels), 0));
    }

    /** The same parameters with this prefix on every name. */
    public ParameterTable prefixed(String prefix) {
        Map<String, Start> renamed = new LinkedHashMap<>();
        starts.forEach((name, start) -> renamed.put(prefix + name, start));
        return new ParameterTable(renamed);
    }

    /** These parameters, followed by the other's. */
    public ParameterTable with(ParameterTable other) {
        Map<String, Start> all = new LinkedHashMap<>(starts);
        all.putAll(other.starts);
        return new ParameterTable(all);
    }

    public Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        starts.forEach((name, start) -> shapes.put(name, start.shape()));
        return Collections.unmodifiableMap(shapes);
    }

    /** Total number of values. */
    public long count() {
        return starts.values().stream().mapToLong(start -> start.shape().size()).sum();
    }

    /**
     * Makes the arrays: leaves that require gradients.
     *
     * @param owner owner of the arrays
     * @param seed the same seed gives the same values on every machine
     */
    public Tensors initialise(NDManager owner, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        starts.forEach((name, start) -> {
            NDArray array = owner.create(start.draw(random.split()), start.shape());
            array.setRequiresGradient(true);
            arrays.put(name, array);
        });
        return Tensors.of(arrays);
    }

    /**
     * Whether weight decay applies to this parameter: to matrices and kernels, not to norms, biases and scales.
     *
     * @throws IllegalArgumentException if there is no parameter of this name
     */
    public boolean decays(String name) {
        return start(name).shape().dimension() > 1;
    }

    /**
     * Whether this parameter is a kernel between hidden layers: one initialised with {@link Start#kaiming}.
     *
     * @throws IllegalArgumentException if there is no parameter of this name
     */
    public boolean hidden(String name) {
        return start(name).hidden();
    }

    private Start start(String name) {
        Start start = starts.get(name);
        if (start == null) {
            throw new IllegalArgumentException("no parameter " + name + " among " + starts.keySet());
        }
        return start;
    }

    /**
     * Shape of a parameter and the range of its initial values, uniform in {@code middle ± spread}.
     *
     * @param shape its shape
     * @param middle centre of the range
     * @param spread half the width of the range; 0 makes a constant
     * @param hidden whether it is a kernel between hidden layers
     */
    public record Start(Shape shape, double middle, double spread, boolean hidden) {

        /** All values the same. */
        public static Start constant(Shape shape, double value) {
            return new Start(shape, value, 0, false);
        }

        /** Uniform around 0 with this standard deviation. */
        public static Start uniform(Shape shape, double deviation) {
            return new Start(shape, 0, deviation * Math.sqrt(3), false);
        }

        /**
         * Keeps the variance through a layer with a rectifying activation (He et al. 2015).
         *
         * @param inputs fan-in: number of values summed into one output value
         */
        public static Start kaiming(Shape shape, long inputs) {
            return new Start(shape, 0, Math.sqrt(6.0 / inputs), true);
        }

        /** A convolution {@code [out, in, side, side]} initialised with {@link #kaiming}. */
        public static Start convolution(int out, int in, int side) {
            return kaiming(new Shape(out, in, side, side), (long) in * side * side);
        }

        float[] draw(RandomGenerator random) {
            float[] values = new float[Math.toIntExact(shape.size())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (middle + spread * (2 * random.nextDouble() - 1));
            }
            return values;
        }
    }
}
