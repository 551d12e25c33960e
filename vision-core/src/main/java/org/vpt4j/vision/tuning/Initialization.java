package org.vpt4j.vision.tuning;

import ai.djl.ndarray.types.Shape;
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

    /** Every random value follows from it. */
    long seed();

    /** Random numbers for one parameter, independent of which others there are. */
    default SplittableRandom random(String parameter) {
        CRC32 name = new CRC32();
        name.update(parameter.getBytes(StandardCharsets.UTF_8));
        return UniformTokens.random(seed(), (int) name.getValue());
    }

    /**
     * Kaiming's uniform values for the slope sqrt(5), the usual start of linear layers and convolutions.
     *
     * @param shape {@code [out, in, ...]}
     * @return by rows, uniform in [-1, 1) / sqrt(number of values that one output is summed from)
     */
    static float[] kaiming(Shape shape, SplittableRandom random) {
        double bound = 1 / Math.sqrt((double) shape.size() / shape.get(0));
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return values;
    }

    /**
     * VPT's (Jia et al. 2022): uniform in [-v, v) with {@code v = sqrt(6 / (3 p p + D))}, the bound of Glorot for the
     * patch embedding.
     */
    static Initialization uniform(long seed) {
        return new UniformTokens(seed);
    }
}
