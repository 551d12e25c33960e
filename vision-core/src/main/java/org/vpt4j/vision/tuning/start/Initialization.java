package org.vpt4j.vision.tuning.start;

import java.util.SplittableRandom;
import org.vpt4j.vision.encoder.EncoderConfig;

/** How prompt tokens start. The values are made in Java: the same seed gives the same start on every engine. */
@FunctionalInterface
public interface Initialization {

    /**
     * Values of the prompt tokens of one layer.
     *
     * @param layer the layer they enter, 1 is the first (and that of a shallow prompt)
     * @param count number of tokens P
     * @return {@code [P, D]} by rows
     */
    float[] tokens(EncoderConfig config, int layer, int count);

    /**
     * VPT's (Jia et al. 2022): uniform in [-v, v) with {@code v = sqrt(6 / (3 p p + D))}, the bound of Glorot for the
     * patch embedding.
     */
    static Initialization uniform(long seed) {
        return (config, layer, count) -> {
            double v = Math.sqrt(6.0 / (3.0 * config.patch() * config.patch() + config.width()));
            SplittableRandom random = LayerSeed.random(seed, layer);
            float[] values = new float[count * config.width()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((2 * random.nextDouble() - 1) * v);
            }
            return values;
        };
    }
}
