package org.vpt4j.vision.encoder;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Encoders of a few kilobytes with seeded random weights, for tests. */
public final class TinyEncoder {
    /** Width 32, two layers, patch 4, a 5x5 grid. */
    public static final EncoderConfig CONFIG =
            new EncoderConfig(4, 32, 2, 4, 64, 0, true, EncoderConfig.Gelu.EXACT, 1e-6, 5);

    private TinyEncoder() {}

    public static VisionEncoder of(EncoderConfig config, Precision precision) {
        return VisionEncoder.of(config, weights(config), precision, Device.cpu());
    }

    /** Weights of a size that keeps activations near 1; the same in every run. */
    public static EncoderWeights weights(EncoderConfig config) {
        Map<String, float[]> values = new HashMap<>();
        SplittableRandom random = new SplittableRandom(7);
        EncoderWeights.shapes(config).forEach((name, shape) -> values.put(name, values(random, name, shape)));
        return values::get;
    }

    private static float[] values(SplittableRandom random, String name, Shape shape) {
        float[] values = new float[(int) shape.size()];
        boolean one = (name.contains("norm") && name.endsWith("weight")) || name.contains("scale");
        double size = shape.dimension() == 2 ? 1.5 / Math.sqrt((double) shape.get(1)) : 0.3;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((one ? 1 : 0) + size * (2 * random.nextDouble() - 1));
        }
        return values;
    }
}
