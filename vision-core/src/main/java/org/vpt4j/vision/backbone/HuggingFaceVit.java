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
        return ofVit(json, "", "vit.");
    }

    /** The names of ViT and DeiT. Newer versions of their software call the layers otherwise, but rarely store that. */
    static NameMap ofVit(ModelConfig json, String... prefixes) {
        return common(json, prefixes)
                .map("layer.*.norm1", "encoder.layer.*.layernorm_before", "layers.*.layernorm_before")
                .map("layer.*.norm2", "encoder.layer.*.layernorm_after", "layers.*.layernorm_after")
                .map("layer.*.fc1", "encoder.layer.*.intermediate.dense", "layers.*.mlp.fc1")
                .map("layer.*.fc2", "encoder.layer.*.output.dense", "layers.*.mlp.fc2")
                .ignore("embeddings.mask_token");
    }

    /** The names that ViT and DINOv2 share. */
    static NameMap common(ModelConfig json, String... prefixes) {
        String attention = "encoder.layer.*.attention.";
        NameMap names = NameMap.of(prefixes)
                .map("patch", "embeddings.patch_embeddings.projection")
                .map("class_token", "embeddings.cls_token")
                .map("position", "embeddings.position_embeddings")
                .map("layer.*.qkv", queriesKeysValues())
                .map("layer.*.proj", attention + "output.dense", attention + "o_proj", "layers.*.attention.o_proj")
                .map("norm", "layernorm");
        // Zeros and not a projection without bias: task files from before that was possible may have trained it.
        return json.flag("qkv_bias", true) ? names : names.map("layer.*.qkv.bias", StoredTensor.zeros());
    }

    private static StoredTensor[] queriesKeysValues() {
        String old = "encoder.layer.*.attention.attention.";
        String dino = "encoder.layer.*.attention.";
        String vit = "layers.*.attention.";
        return new StoredTensor[] {
            StoredTensor.joined(old + "query", old + "key", old + "value"),
            StoredTensor.joined(dino + "q_proj", dino + "k_proj", dino + "v_proj"),
            StoredTensor.joined(vit + "q_proj", vit + "k_proj", vit + "v_proj")
        };
    }

    @Override
    public Normalization normalization() {
        return Normalization.HALF;
    }
}
