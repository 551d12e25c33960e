package org.vpt4j.vision.tuning;

import java.util.List;
import java.util.Map;

/**
 * AdaptFormer (Chen et al. 2022): beside the MLP of each chosen layer a {@link Bottleneck} learns what the task needs. Its
 * task cannot share an encoder with others.
 *
 * <p>Parameters: {@code layer.i.bottleneck.down.weight [r, D], down.bias [r], up.weight [D, r], up.bias [D]}. Up starts as
 * zeros: the encoder starts as published. The paper's dropout inside of the bottleneck is left out.
 *
 * @param bottleneck r, 1 to 4096
 * @param strength factor on what is added; the paper has 0.1
 * @param layers which layers
 */
public record AdaptFormer(int bottleneck, double strength, LayerSelection layers) implements BranchTuning {
    private static final String NAME = "adaptformer";

    /** How it is asked for. */
    public static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "bottlenecks beside the MLPs (AdaptFormer, Chen et al. 2022)",
            List.of(
                    new MethodSetting("bottleneck", "64", "N", "values that a token is brought down to"),
                    new MethodSetting("strength", "0.1", "F", "factor on what the bottleneck adds"),
                    MethodSetting.LAYERS),
            s -> new AdaptFormer(s.whole("bottleneck"), s.real("strength"), s.layers("layers")));

    /** @throws org.vpt4j.vision.error.ConfigException if a number is out of range */
    public AdaptFormer {
        SettingValues.require("bottleneck", bottleneck, 1, 4096);
        SettingValues.require("strength", strength, 1e-3, 1e3);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(
                "bottleneck",
                String.valueOf(bottleneck),
                "strength",
                SettingValues.text(strength),
                "layers",
                layers.toString());
    }

    @Override
    public Map<String, TrainedBranch> grown() {
        return Map.of("bottleneck", new Bottleneck(bottleneck, strength));
    }
}
