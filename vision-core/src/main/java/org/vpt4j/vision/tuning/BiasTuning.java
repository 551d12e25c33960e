package org.vpt4j.vision.tuning;

import java.util.List;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;

/**
 * BitFit (Ben Zaken et al. 2021): trains only the encoder's biases, 0.3 % of a ViT-S, and optionally the layer-norm
 * weights and layer scales. Its task cannot share an encoder with others.
 *
 * <p>Parameters: those weights under their canonical names, including the biases of patch embedding and final norm if
 * all layers are chosen.
 *
 * @param layers which layers
 * @param scales whether layer-norm weights and layer scales are trained too
 */
record BiasTuning(LayerSelection layers, boolean scales) implements CopiedWeights {
    static final String NAME = "bitfit";

    /** Whether layer-norm weights and layer scales are trained too. */
    static final Setting<Boolean> SCALES = Setting.flag("scales", false, "train weights of norms and layer scales too");

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "the encoder's biases (Ben Zaken et al. 2021)",
            List.of(LayerSelection.SETTING, SCALES),
            s -> new BiasTuning(s.get(LayerSelection.SETTING), s.get(SCALES)));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with(LayerSelection.SETTING, layers).with(SCALES, scales);
    }

    @Override
    public boolean trains(String weight, EncoderConfig config) {
        boolean multiplies = weight.contains("norm") || weight.contains("scale");
        return WeightNames.isIn(layers, weight, config) && (weight.endsWith(".bias") || (scales && multiplies));
    }

    @Override
    public double learningRate() {
        return 2e-3;
    }

    @Override
    public int lowestLayer(EncoderConfig config) {
        return layers.first(config.depth());
    }
}
