package org.vpt4j.vision.tuning;

import java.util.List;
import java.util.Map;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.BranchTuning.TrainedBranch;

/**
 * AdaptFormer (Chen et al. 2022): a trained {@link Bottleneck} parallel to the MLP of each chosen layer. Its task cannot
 * share an encoder with others.
 *
 * <p>Parameters: {@code layer.i.bottleneck.down.weight [r, D], down.bias [r], up.weight [D, r], up.bias [D]}. Up starts at
 * zero: training starts from the published encoder. The paper's dropout inside the bottleneck is omitted.
 *
 * @param bottleneck r, 1 to 4096
 * @param strength factor on the bottleneck's output; 0.1 in the paper
 * @param layers which layers
 */
record AdaptFormer(int bottleneck, double strength, LayerSelection layers) implements BranchTuning {
    static final String NAME = "adaptformer";

    static final Setting<Integer> BOTTLENECK = Bottleneck.width(64);
    private static final Setting<Double> STRENGTH =
            Setting.real("strength", 0.1, 1e-3, 1e3, "factor on what the bottleneck adds");

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "bottlenecks beside the MLPs (AdaptFormer, Chen et al. 2022)",
            List.of(BOTTLENECK, STRENGTH, LayerSelection.SETTING),
            s -> new AdaptFormer(s.get(BOTTLENECK), s.get(STRENGTH), s.get(LayerSelection.SETTING)));

    /** @throws org.vpt4j.vision.error.ConfigException if a number is out of range */
    AdaptFormer {
        BOTTLENECK.require(bottleneck);
        STRENGTH.require(strength);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return Settings.NONE
                .with(BOTTLENECK, bottleneck)
                .with(STRENGTH, strength)
                .with(LayerSelection.SETTING, layers);
    }

    @Override
    public Map<String, TrainedBranch> grown() {
        return Map.of("bottleneck", new Bottleneck(bottleneck, strength));
    }
}
