package org.vpt4j.vision.tuning;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.vpt4j.vision.encoder.EncoderConfig;

/** How parameters start. The values are made in Java: the same seed gives the same start on every engine. */
public interface Initialization {

    /**
     * Values of the prompt tokens of one layer.
     *
     * @param layer the layer they enter, 1 is the first (and that of a shallow prompt)
     * @param count number of tokens P
     * @return {@code [P, D]} by rows
     */
    float[] tokens(EncoderConfig config, int layer, int count);

    /** Fixes all that is drawn. */
    long seed();

    /** Random numbers for one parameter, whichever others there are. */
    default SplittableRandom random(String parameter) {
        CRC32 name = new CRC32();
        name.update(parameter.getBytes(StandardCharsets.UTF_8));
        return LayerSeed.random(seed(), (int) name.getValue());
    }

    /**
     * VPT's (Jia et al. 2022): uniform in [-v, v) with {@code v = sqrt(6 / (3 p p + D))}, the bound of Glorot for the
     * patch embedding.
     */
    static Initialization uniform(long seed) {
        return new UniformTokens(seed);
    }
}
