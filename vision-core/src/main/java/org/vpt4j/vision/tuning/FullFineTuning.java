package org.vpt4j.vision.tuning;

import java.util.List;
import java.util.Map;
import org.vpt4j.vision.encoder.EncoderConfig;

/**
 * The expensive baseline: every weight of a copy of the encoder is trained, lower layers more slowly (Clark et al. 2020,
 * section 3.2). Its task cannot share an encoder with others.
 *
 * <p>Parameters: all weights under their canonical names.
 *
 * @param decay factor on the learning rate from a layer to the one below, above 0 to 1
 */
public record FullFineTuning(double decay) implements CopiedWeights {
    private static final String NAME = "full";

    /** How it is asked for. */
    public static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "every weight of a copy",
            List.of(new MethodSetting(
                    "decay", "0.8", "F", "factor on the learning rate from a layer to the one below")),
            s -> new FullFineTuning(s.real("decay")));

    /** @throws org.vpt4j.vision.error.ConfigException if {@code decay} is out of range */
    public FullFineTuning {
        SettingValues.require("decay", decay, 0.01, 1);
    }

    /** A layer learns 0.8 times as fast as the one above. */
    public FullFineTuning() {
        this(0.8);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("decay", SettingValues.text(decay));
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
