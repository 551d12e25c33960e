package org.vpt4j.vision.tuning;

import java.util.List;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;

/**
 * Partial-k (Yosinski et al. 2014; a baseline of Jia et al. 2022): trains all weights of the last k layers. Its task
 * cannot share an encoder with others.
 *
 * <p>Parameters: those layers' weights under their canonical names. The final norm stays frozen because it also
 * normalises the features of lower layers: so everything below the k layers can be computed once.
 *
 * @param blocks k, 1 to L
 */
record PartialTuning(int blocks) implements CopiedWeights {
    static final String NAME = "partial";

    private static final Setting<Integer> BLOCKS =
            Setting.whole("blocks", 1, 1, 1000, "how many of the last layers").showing("K");

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "all weights of the last layers (partial-k of Jia et al. 2022)",
            List.of(BLOCKS),
            s -> new PartialTuning(s.get(BLOCKS)));

    /** @throws org.vpt4j.vision.error.ConfigException if {@code blocks} is out of range */
    PartialTuning {
        BLOCKS.require(blocks);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with(BLOCKS, blocks);
    }

    @Override
    public boolean trains(String weight, EncoderConfig config) {
        return layers(config).contains(WeightNames.layer(weight, config));
    }

    private List<Integer> layers(EncoderConfig config) {
        return new LayerSelection(blocks, List.of()).in(config.depth());
    }

    @Override
    public double learningRate() {
        return 1e-4;
    }

    @Override
    public int lowestLayer(EncoderConfig config) {
        return layers(config).get(0);
    }
}
