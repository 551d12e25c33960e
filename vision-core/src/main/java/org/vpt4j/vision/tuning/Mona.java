package org.vpt4j.vision.tuning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.encoder.Branch;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.BranchTuning.TrainedBranch;

/**
 * Mona (Yin et al. 2025): a {@link MultiCognitive} adapter after attention and after the MLP of each chosen layer mixes
 * neighbouring patches. Its task cannot share an encoder with others.
 *
 * <p>Parameters: {@code layer.i.attention.NAME} and {@code layer.i.mlp.NAME}. Up starts at zero, where the paper draws it:
 * training starts from the published encoder. The paper's dropout is omitted.
 *
 * @param bottleneck r, 1 to 4096
 * @param layers which layers
 */
record Mona(int bottleneck, LayerSelection layers) implements BranchTuning {
    static final String NAME = "mona";

    static final Setting<Integer> BOTTLENECK = Bottleneck.width(64);

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "adapters with convolutions (Mona, Yin et al. 2025)",
            List.of(BOTTLENECK, LayerSelection.SETTING),
            s -> new Mona(s.get(BOTTLENECK), s.get(LayerSelection.SETTING)));

    /** @throws org.vpt4j.vision.error.ConfigException if {@code bottleneck} is out of range */
    Mona {
        BOTTLENECK.require(bottleneck);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with(BOTTLENECK, bottleneck).with(LayerSelection.SETTING, layers);
    }

    @Override
    public Map<String, TrainedBranch> grown() {
        Map<String, TrainedBranch> both = new LinkedHashMap<>();
        both.put("attention", new MultiCognitive(Branch.Place.AFTER_ATTENTION, bottleneck));
        both.put("mlp", new MultiCognitive(Branch.Place.AFTER_MLP, bottleneck));
        return both;
    }
}
