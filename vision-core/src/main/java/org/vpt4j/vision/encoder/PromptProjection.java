package org.vpt4j.vision.encoder;

import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Projects a layer's own prompt tokens to keys and values, after the layer's first norm.
 *
 * <p>A layer's prepared weights are kept as long as memory allows, since many tasks may follow. Thread-safe.
 */
public final class PromptProjection {
    private static final int BLOCK = 16;

    private final EncoderWeights weights;
    private final EncoderConfig config;
    private final Map<Integer, SoftReference<Layer>> layers = new ConcurrentHashMap<>();

    /**
     * @param rows {@code [D][2D]}: from each input to keys and values. Separate arrays, since Java's compiler does not
     *     vectorise a loop over part of a large one, which is ten times slower
     * @param bias {@code [2D]}
     */
    @SuppressWarnings("ArrayRecordComponent") // private to this class, never compared
    private record Layer(float[] normWeight, float[] normBias, float[][] rows, float[] bias) {}

    public PromptProjection(EncoderWeights weights) {
        this.weights = weights;
        this.config = weights.config();
    }

    /**
     * @param layer 1 is the first
     * @param tokens {@code [P, D]}
     * @return {@code [2, 1, heads, P, D/heads]}: keys, values
     * @throws WeightsException if there is no such layer, or the tokens have another width
     */
    public FloatTensor keysValues(int layer, FloatTensor tokens) {
        int d = config.width();
        long[] shape = tokens.shape();
        if (layer < 1 || layer > config.depth()) {
            throw new WeightsException("prompt tokens for layer " + layer + ", but the encoder's layers are 1 to "
                    + config.depth() + ": the task belongs to another encoder");
        }
        if (shape.length != 2 || shape[1] != d) {
            throw new WeightsException("prompt tokens " + Arrays.toString(shape) + " for layer " + layer
                    + ", but the encoder needs [P, " + d + "]: the task belongs to another encoder");
        }
        int count = (int) shape[0];
        Layer of = layer(layer);
        float[] normed = normed(tokens.values(), of);
        int size = d / config.heads();
        FloatTensor out = FloatTensor.zeros(2, 1, config.heads(), count, size);
        float[][] projected = projected(normed, count, of);
        for (int p = 0; p < count; p++) {
            for (int head = 0; head < 2 * config.heads(); head++) { // the values' rows follow the keys'
                System.arraycopy(projected[p], head * size, out.values(), (head * count + p) * size, size);
            }
        }
        return out;
    }

    /** {@code [P][2D]}. Each row is read once, for all tokens. */
    private float[][] projected(float[] normed, int count, Layer of) {
        int d = config.width();
        float[][] sums = new float[count][];
        Arrays.setAll(sums, p -> of.bias().clone());
        for (int i = 0; i < d; i++) {
            for (int p = 0; p < count; p++) {
                addScaled(sums[p], normed[p * d + i], of.rows()[i]);
            }
        }
        return sums;
    }

    private static void addScaled(float[] sum, float factor, float[] row) {
        for (int o = 0; o < sum.length; o++) {
            sum[o] += factor * row[o];
        }
    }

    private float[] normed(float[] tokens, Layer of) {
        float[] out = tokens.clone();
        norm(out, of.normWeight(), of.normBias(), config.epsilon());
        return out;
    }

    /** Layer norm of each token, in place. */
    static void norm(float[] tokens, float[] scales, float[] shifts, double epsilon) {
        int d = scales.length;
        for (int start = 0; start < tokens.length; start += d) {
            double mean = 0;
            for (int i = 0; i < d; i++) {
                mean += tokens[start + i];
            }
            mean /= d;
            double variance = 0;
            for (int i = 0; i < d; i++) {
                variance += (tokens[start + i] - mean) * (tokens[start + i] - mean);
            }
            double factor = 1 / Math.sqrt(variance / d + epsilon);
            for (int i = 0; i < d; i++) {
                tokens[start + i] = (float) ((tokens[start + i] - mean) * factor * scales[i] + shifts[i]);
            }
        }
    }

    private Layer layer(int number) {
        SoftReference<Layer> kept = layers.get(number);
        Layer layer = kept == null ? null : kept.get();
        if (layer == null) {
            layer = read(EncoderWeights.prefix(number));
            layers.put(number, new SoftReference<>(layer));
        }
        return layer;
    }

    private Layer read(String name) {
        int d = config.width();
        float[] joined = weights.values(name + "qkv.weight"); // [3D, D]: queries, keys, values
        float[][] rows = new float[d][2 * d];
        for (int block = 0; block < 2 * d; block += BLOCK) { // few rows at a time: both sides stay in the cache
            int end = Math.min(block + BLOCK, 2 * d);
            for (int i = 0; i < d; i++) {
                for (int o = block; o < end; o++) {
                    rows[i][o] = joined[(d + o) * d + i];
                }
            }
        }
        float[] bias = config.layer().qkvBias()
                ? Arrays.copyOfRange(weights.values(name + "qkv.bias"), d, 3 * d)
                : new float[2 * d];
        return new Layer(weights.values(name + "norm1.weight"), weights.values(name + "norm1.bias"), rows, bias);
    }
}
