package org.vpt4j.vision.tuning;

import java.util.List;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;

/**
 * The expensive baseline: trains every weight of a copy of the encoder, lower layers more slowly (Clark et al. 2020,
 * section 3.2). Its task cannot share an encoder with others.
 *
 * <p>Parameters: all weights under their canonical names.
 *
 * @param decay learning-rate factor from a layer to the one below, above 0 to 1
 */
record FullFineTuning(double decay) implements CopiedWeights {
    static final String NAME = "full";

    private static final Setting<Double> DECAY =
            Setting.real("decay", 0.8, 0.01, 1, "factor on the learning rate from a layer to the one below");

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER =
            new MethodDefinition(NAME, "every weight of a copy", List.of(DECAY), s -> new FullFineTuning(s.get(DECAY)));

    /** @throws org.vpt4j.vision.error.ConfigException if {@code decay} is out of range */
    FullFineTuning {
        DECAY.require(decay);
    }

    /** A layer learns 0.8 times as fast as the one above. */
    FullFineTuning() {
        this(DECAY.fallback());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with(DECAY, decay);
    }

    @Override
    public boolean trains(String weight, EncoderConfig config) {
        return true;
    }

    @Override
    public double learningRate() {
        return 1e-4;
    }

    /** {@code decay^(L + 1 - i)}: i is 0 for the embedding, 1 for the first layer, L + 1 for the final norm. */
    @Override
    public double learningRateScale(String parameter, EncoderConfig config) {
        return Math.pow(decay, config.depth() + 1 - WeightNames.layer(parameter, config));
    }

    @Override
    public int lowestLayer(EncoderConfig config) {
        return 1;
    }
}
