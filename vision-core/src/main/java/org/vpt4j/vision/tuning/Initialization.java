package org.vpt4j.vision.tuning;

import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.vpt4j.vision.encoder.EncoderConfig;

/** Initial parameter values, generated in Java: a seed gives the same values on every engine. */
public interface Initialization {

    /**
     * Initial prompt tokens of one layer.
     *
     * @param layer the layer they enter; 1 is the first (also for a shallow prompt)
     * @param count number of tokens P
     * @return {@code [P, D]}, row-major
     */
    float[] tokens(EncoderConfig config, int layer, int count);

    /** The seed of all random values. */
    long seed();

    /** A random source for one parameter, independent of the other parameters. */
    default SplittableRandom random(String parameter) {
        CRC32 name = new CRC32();
        name.update(parameter.getBytes(StandardCharsets.UTF_8));
        return UniformTokens.random(seed(), (int) name.getValue());
    }

    /**
     * Kaiming's uniform initialisation with slope sqrt(5), the usual one for linear layers and convolutions.
     *
     * @param shape {@code [out, in, ...]}
     * @return row-major, uniform in [-1, 1) / sqrt(fan-in)
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
     * VPT's initialisation (Jia et al. 2022): uniform in [-v, v) with {@code v = sqrt(6 / (3 p p + D))}, the Glorot
     * bound of the patch embedding.
     */
    static Initialization uniform(long seed) {
        return new UniformTokens(seed);
    }
}
