package org.vpt4j.detect.head;

import ai.djl.ndarray.types.Shape;
import java.util.random.RandomGenerator;

/**
 * Shape of a parameter and the range its first values are drawn from, uniformly: {@code middle ± spread}.
 *
 * @param shape its shape
 * @param middle centre of the range
 * @param spread half the width of the range; 0 makes a constant
 */
public record Start(Shape shape, double middle, double spread) {

    /** All values the same. */
    public static Start constant(Shape shape, double value) {
        return new Start(shape, value, 0);
    }

    /** Uniform around 0 with this standard deviation. */
    public static Start uniform(Shape shape, double deviation) {
        return new Start(shape, 0, deviation * Math.sqrt(3));
    }

    /**
     * Keeps the variance through a layer with a rectifying activation (He et al. 2015).
     *
     * @param inputs values that one output value is summed from
     */
    public static Start kaiming(Shape shape, long inputs) {
        return uniform(shape, Math.sqrt(2.0 / inputs));
    }

    /** A convolution {@code [out, in, side, side]} that starts by {@link #kaiming}. */
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
