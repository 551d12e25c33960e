package org.vpt4j.vision.backbone;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.image.Normalization;

/**
 * The original vision transformer (Dosovitskiy et al. 2021; also the weights of DINO and others in its form) as Hugging
 * Face's {@code ViTModel} stores it, alone or inside a model with a head.
 */
final class HuggingFaceVit implements BackboneFamily {
    private static final double DEFAULT_EPSILON = 1e-12;

    @Override
    public Set<String> modelTypes() {
        return Set.of("vit");
    }

    @Override
    public EncoderConfig config(ModelConfig json) {
        return json.encoder(json.size("intermediate_size"), 0, false, false, DEFAULT_EPSILON);
    }

    @Override
    public NameMap names(ModelConfig json, Set<String> stored) {
        return HuggingFaceNames.of(
                List.of("", "vit."),
                stored,
                json.flag("qkv_bias", true),
                Map.of(
                        "norm1", "layernorm_before",
                        "norm2", "layernorm_after",
                        "fc1", "intermediate.dense",
                        "fc2", "output.dense"));
    }

    @Override
    public Normalization normalization() {
        return Normalization.HALF;
    }
}
