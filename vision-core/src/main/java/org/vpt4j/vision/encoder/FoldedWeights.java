package org.vpt4j.vision.encoder;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * The weights of an equivalent encoder with fewer operators: the queries' factor 1/sqrt(D/heads) is folded into their
 * projection, and layer scale into the last linear layer of each residual branch.
 */
final class FoldedWeights implements EncoderWeights {
    private final EncoderWeights published;
    private final EncoderConfig config;

    FoldedWeights(EncoderWeights published) {
        this.published = published;
        this.config = published.config();
    }

    @Override
    public EncoderConfig config() {
        return config;
    }

    @Override
    public List<Branch.Learned<Map<String, FloatTensor>>> branches() {
        return published.branches();
    }

    @Override
    public float[] values(String name) {
        float[] values = published.values(name);
        if (name.contains(".qkv.")) {
            return scaledQueries(values);
        }
        if (config.layer().scale() && name.contains(".proj.")) {
            return scaledRows(values, published.values(layer(name) + "scale1"));
        }
        if (config.layer().scale() && name.contains(".fc2.")) {
            return scaledRows(values, published.values(layer(name) + "scale2"));
        }
        return values;
    }

    private float[] scaledQueries(float[] values) {
        float[] scaled = values.clone();
        double factor = 1 / Math.sqrt((double) config.width() / config.heads());
        for (int i = 0; i < values.length / 3; i++) {
            scaled[i] *= (float) factor;
        }
        return scaled;
    }

    /** {@code [out, in]} or {@code [out]}. */
    private static float[] scaledRows(float[] values, float[] scales) {
        float[] scaled = Arrays.copyOf(values, values.length);
        int columns = values.length / scales.length;
        for (int i = 0; i < values.length; i++) {
            scaled[i] *= scales[i / columns];
        }
        return scaled;
    }

    /** {@code layer.3.} of {@code layer.3.fc2.weight}. */
    private static String layer(String name) {
        return name.substring(0, name.indexOf('.', name.indexOf('.') + 1) + 1);
    }
}
