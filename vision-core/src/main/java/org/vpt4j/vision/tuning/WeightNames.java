package org.vpt4j.vision.tuning;

import java.util.List;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;

/** Reads the canonical names of {@link EncoderWeights}. */
final class WeightNames {
    private WeightNames() {}

    /** The layer that a weight belongs to, 1 is the first; 0 below the layers, L + 1 for the norm behind them. */
    static int layer(String weight, EncoderConfig config) {
        return weight.startsWith("norm.") ? config.depth() + 1 : EncoderWeights.layer(weight);
    }

    /**
     * Whether a weight is in one of these layers. What is outside of the layers counts only where all are chosen: the
     * norm behind the last layer also stands behind the lower layers' features.
     */
    static boolean isIn(LayerSelection layers, String weight, EncoderConfig config) {
        List<Integer> chosen = layers.in(config.depth());
        return chosen.size() == config.depth() || chosen.contains(layer(weight, config));
    }
}
