package org.vpt4j.vision.tuning;

import java.util.List;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.setting.Settings;

/**
 * Trains only the layer norms, weights and biases (a baseline of V-PETL Bench, Xin et al. 2024). Its task cannot share
 * an encoder with others.
 *
 * <p>Parameters: {@code layer.i.norm1|norm2.weight|bias [D]}, and {@code norm.weight|bias [D]} if all layers are chosen.
 *
 * @param layers which layers
 */
record NormTuning(LayerSelection layers) implements CopiedWeights {
    static final String NAME = "norm";

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "the encoder's layer norms (LN-tune of V-PETL Bench)",
            List.of(LayerSelection.SETTING),
            s -> new NormTuning(s.get(LayerSelection.SETTING)));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with(LayerSelection.SETTING, layers);
    }

    @Override
    public boolean trains(String weight, EncoderConfig config) {
        return weight.contains("norm") && WeightNames.isIn(layers, weight, config);
    }

    @Override
    public double learningRate() {
        return 1e-3;
    }

    @Override
    public int lowestLayer(EncoderConfig config) {
        return layers.first(config.depth());
    }
}
