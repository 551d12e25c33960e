package org.vpt4j.vision.tuning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.encoder.Branch;

/**
 * Mona (Yin et al. 2025): behind attention and behind the MLP of each chosen layer a {@link MultiCognitive} adapter looks
 * at the patches' neighbourhoods. Its task cannot share an encoder with others.
 *
 * <p>Parameters: {@code layer.i.attention.NAME} and {@code layer.i.mlp.NAME}. Up starts as zeros, where the paper draws it:
 * the encoder starts as published. The paper's dropout is left out.
 *
 * @param bottleneck r, 1 to 4096
 * @param layers which layers
 */
public record Mona(int bottleneck, LayerSelection layers) implements BranchTuning {
    private static final String NAME = "mona";

    /** How it is asked for. */
    public static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "adapters with convolutions (Mona, Yin et al. 2025)",
            List.of(
                    new MethodSetting("bottleneck", "64", "N", "values that a token is brought down to"),
                    MethodSetting.LAYERS),
            s -> new Mona(s.whole("bottleneck"), s.layers("layers")));

    /** @throws org.vpt4j.vision.error.ConfigException if {@code bottleneck} is out of range */
    public Mona {
        SettingValues.require("bottleneck", bottleneck, 1, 4096);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("bottleneck", String.valueOf(bottleneck), "layers", layers.toString());
    }

    @Override
    public Map<String, TrainedBranch> grown() {
        Map<String, TrainedBranch> both = new LinkedHashMap<>();
        both.put("attention", new MultiCognitive(Branch.Place.BEHIND_ATTENTION, bottleneck));
        both.put("mlp", new MultiCognitive(Branch.Place.BEHIND_MLP, bottleneck));
        return both;
    }
}
