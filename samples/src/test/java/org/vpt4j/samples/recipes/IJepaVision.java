package org.vpt4j.samples.recipes;

import org.vpt4j.vision.backbone.BackboneFamily;
import org.vpt4j.vision.backbone.ModelConfig;
import org.vpt4j.vision.backbone.NameMap;
import org.vpt4j.vision.backbone.StoredTensor;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderConfig.Position;
import org.vpt4j.vision.image.Normalization;

/** I-JEPA (Assran et al. 2023) as Hugging Face's {@code IJepaModel} stores it: a ViT without a class token. */
public final class IJepaVision implements BackboneFamily {
    private static final double EPSILON = 1e-6;

    @Override
    public String modelType() {
        return "ijepa";
    }

    @Override
    public EncoderConfig config(ModelConfig json) {
        return json.encoder(EPSILON)
                .withHidden(json.size("intermediate_size"))
                .withClassToken(false)
                .withPosition(Position.Kind.LEARNED_PATCHES);
    }

    @Override
    public NameMap names(ModelConfig json) {
        String attention = "encoder.layer.*.attention.attention.";
        return NameMap.of("", "ijepa.")
                .map("patch", "embeddings.patch_embeddings.projection")
                .map("position", "embeddings.position_embeddings")
                .map("layer.*.norm1", "encoder.layer.*.layernorm_before")
                .map("layer.*.qkv", StoredTensor.joined(attention + "query", attention + "key", attention + "value"))
                .map("layer.*.proj", "encoder.layer.*.attention.output.dense")
                .map("layer.*.norm2", "encoder.layer.*.layernorm_after")
                .map("layer.*.fc1", "encoder.layer.*.intermediate.dense")
                .map("layer.*.fc2", "encoder.layer.*.output.dense")
                .map("norm", "layernorm")
                .ignore("embeddings.mask_token");
    }

    @Override
    public Normalization normalization() {
        return Normalization.IMAGENET;
    }
}
