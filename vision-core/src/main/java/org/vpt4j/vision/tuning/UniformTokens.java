package org.vpt4j.vision.tuning;

import java.util.SplittableRandom;
import org.vpt4j.vision.encoder.EncoderConfig;

/** The start of {@link Initialization#uniform}. */
record UniformTokens(long seed) implements Initialization {
    @Override
    public float[] tokens(EncoderConfig config, int layer, int count) {
        double v = Math.sqrt(6.0 / (3.0 * config.patch() * config.patch() + config.width()));
        SplittableRandom random = LayerSeed.random(seed, layer);
        float[] values = new float[count * config.width()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * v);
        }
        return values;
    }
}
