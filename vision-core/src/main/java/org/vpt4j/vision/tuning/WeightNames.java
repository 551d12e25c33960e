package org.vpt4j.vision.tuning;

import java.util.List;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;

/** Reads the canonical names of {@link EncoderWeights}. */
final class WeightNames {
    private WeightNames() {}

    /** The layer of a weight, 1 is the first; 0 before the layers, L + 1 for the final norm. */
    static int layer(String weight, EncoderConfig config) {
        return weight.startsWith("norm.") ? config.depth() + 1 : EncoderWeights.layer(weight);
    }

    /**
     * Whether a weight is in one of these layers. Weights outside the layers count only if all are chosen: the final
     * norm also normalises the lower layers' features.
     */
    static boolean isIn(LayerSelection layers, String weight, EncoderConfig config) {
        List<Integer> chosen = layers.in(config.depth());
        return chosen.size() == config.depth() || chosen.contains(layer(weight, config));
    }
}
