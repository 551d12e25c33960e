package org.vpt4j.vision.backbone;

import java.util.Map;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.image.InputTransform;
import org.vpt4j.vision.image.Normalization;

/**
 * CLIP's image encoder (Radford et al. 2021) as Hugging Face stores it: {@code CLIPVisionModel}, with or without its
 * projection, or the whole {@code CLIPModel}.
 *
 * @param modelType {@code clip} for the whole
 */
record HuggingFaceClip(String modelType) implements BackboneFamily {
    private static final double DEFAULT_EPSILON = 1e-5;
    private static final Map<String, ?> DEFAULTS = Map.of(
            "hidden_size", 768,
            "intermediate_size", 3072,
            "num_hidden_layers", 12,
            "num_attention_heads", 12,
            "image_size", 224,
            "patch_size", 32,
            "hidden_act", "quick_gelu");

    @Override
    public EncoderConfig config(ModelConfig json) {
        ModelConfig own = vision(json, DEFAULTS);
        return own.encoder(DEFAULT_EPSILON)
                .withHidden(own.size("intermediate_size"))
                .withPatchBias(false)
                .withNormBeforeLayers(true);
    }

    /** The image encoder's part of a configuration, with the values that its software has for absent keys. */
    static ModelConfig vision(ModelConfig json, Map<String, ?> defaults) {
        // The old key has all values, and precedes the new one.
        if (json.json().path("vision_config_dict").isObject()) {
            return json.section("vision_config_dict").withDefaults(defaults);
        }
        boolean whole = json.json().has("vision_config")
                || json.json().has("text_config")
                || !json.text("model_type").endsWith("_vision_model");
        return (whole ? json.section("vision_config") : json).withDefaults(defaults);
    }

    @Override
    public NameMap names(ModelConfig json) {
        return common().map("class_token", "embeddings.class_embedding").map("pre_norm", "pre_layrnorm");
    }

    /** The names that CLIP and SigLIP share. */
    static NameMap common() {
        String attention = "encoder.layers.*.self_attn.";
        return NameMap.of("vision_model.", "")
                .map("patch", "embeddings.patch_embedding")
                .map("position", "embeddings.position_embedding.weight")
                .map("layer.*.norm1", "encoder.layers.*.layer_norm1")
                .map(
                        "layer.*.qkv",
                        StoredTensor.joined(attention + "q_proj", attention + "k_proj", attention + "v_proj"))
                .map("layer.*.proj", attention + "out_proj")
                .map("layer.*.norm2", "encoder.layers.*.layer_norm2")
                .map("layer.*.fc1", "encoder.layers.*.mlp.fc1")
                .map("layer.*.fc2", "encoder.layers.*.mlp.fc2")
                .map("norm", "post_layernorm")
                .ignore("embeddings.position_ids");
    }

    @Override
    public Normalization normalization() {
        return Normalization.CLIP;
    }

    @Override
    public InputTransform transform(EncoderConfig config) {
        int side = config.position().grid() * config.patch();
        return InputTransform.shortestSide(side, InputTransform.Filter.BICUBIC, normalization())
                .withCrop(side, side);
    }
}
