package org.vpt4j.vision.tuning.weights;

import java.util.List;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.tuning.LayerSelection;

/** Reads the canonical names of {@link org.vpt4j.vision.encoder.EncoderWeights}. */
final class WeightNames {
    private static final String LAYER = "layer.";

    private WeightNames() {}

    /** The layer that a weight belongs to, 1 is the first; 0 below the layers, L + 1 for the norm behind them. */
    static int layer(String weight, EncoderConfig config) {
        if (weight.startsWith("norm.")) {
            return config.depth() + 1;
        }
        return weight.startsWith(LAYER)
                ? 1 + Integer.parseInt(weight.substring(LAYER.length(), weight.indexOf('.', LAYER.length())))
                : 0;
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
