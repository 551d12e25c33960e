package org.vpt4j.vision.tuning;

import java.util.SplittableRandom;
import org.vpt4j.vision.encoder.EncoderConfig;

/** Implements {@link Initialization#uniform}. */
record UniformTokens(long seed) implements Initialization {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** A random source for each layer, independent of which other layers are tuned. */
    static SplittableRandom random(long seed, int layer) {
        return new SplittableRandom(new SplittableRandom(seed).nextLong() + layer * GOLDEN);
    }

    @Override
    public float[] tokens(EncoderConfig config, int layer, int count) {
        double v = Math.sqrt(6.0 / (3.0 * config.patch() * config.patch() + config.width()));
        SplittableRandom random = random(seed, layer);
        float[] values = new float[count * config.width()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * v);
        }
        return values;
    }
}
