package org.vpt4j.vision.backbone;

import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.image.Normalization;

/**
 * The original vision transformer (Dosovitskiy et al. 2021; also DINO and other weights of this architecture) as Hugging
 * Face's {@code ViTModel} stores it, alone or inside a model with a head.
 */
final class HuggingFaceVit implements BackboneFamily {
    private static final double DEFAULT_EPSILON = 1e-12;

    @Override
    public String modelType() {
        return "vit";
    }

    @Override
    public EncoderConfig config(ModelConfig json) {
        return json.encoder(DEFAULT_EPSILON).withHidden(json.size("intermediate_size"));
    }

    @Override
    public NameMap names(ModelConfig json) {
        return common(json, "", "vit.")
                .map("layer.*.norm1", "encoder.layer.*.layernorm_before")
                .map("layer.*.norm2", "encoder.layer.*.layernorm_after")
                .map("layer.*.fc1", "encoder.layer.*.intermediate.dense")
                .map("layer.*.fc2", "encoder.layer.*.output.dense");
    }

    /** The names that ViT and DINOv2 share. */
    static NameMap common(ModelConfig json, String... prefixes) {
        String attention = "encoder.layer.*.attention.attention.";
        NameMap names = NameMap.of(prefixes)
                .map("patch", "embeddings.patch_embeddings.projection")
                .map("class_token", "embeddings.cls_token")
                .map("position", "embeddings.position_embeddings")
                .map("layer.*.qkv", StoredTensor.joined(attention + "query", attention + "key", attention + "value"))
                .map("layer.*.proj", "encoder.layer.*.attention.output.dense")
                .map("norm", "layernorm");
        // Zeros and not a projection without bias: task files from before that was possible may have trained it.
        return json.flag("qkv_bias", true) ? names : names.map("layer.*.qkv.bias", StoredTensor.zeros());
    }

    @Override
    public Normalization normalization() {
        return Normalization.HALF;
    }
}
