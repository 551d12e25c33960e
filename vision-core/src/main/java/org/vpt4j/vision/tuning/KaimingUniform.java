package org.vpt4j.vision.tuning;

import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;

/** Kaiming's uniform values for the slope sqrt(5), which linear layers and convolutions usually start with. */
final class KaimingUniform {
    private KaimingUniform() {}

    /** Values by rows, uniform in [-1, 1) / sqrt(values that one output is summed from); {@code [out, in, ...]}. */
    public static float[] values(Shape shape, SplittableRandom random) {
        double bound = 1 / Math.sqrt((double) shape.size() / shape.get(0));
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return values;
    }
}
