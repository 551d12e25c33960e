package org.vpt4j.samples.recipes;

import java.util.List;
import org.vpt4j.vision.backbone.BackboneFamily;
import org.vpt4j.vision.backbone.ModelConfig;
import org.vpt4j.vision.backbone.NameMap;
import org.vpt4j.vision.backbone.StoredTensor;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.image.Normalization;

/** CLIP's image encoder (Radford et al. 2021) as Hugging Face's {@code CLIPVisionModel} stores it. */
public final class ClipVision implements BackboneFamily {
    private static final double EPSILON = 1e-5;

    @Override
    public String modelType() {
        return "clip_vision_model";
    }

    @Override
    public EncoderConfig config(ModelConfig json) {
        return json.encoder(EPSILON)
                .withHidden(json.size("intermediate_size"))
                .withPatchBias(false)
                .withNormBeforeLayers(true);
    }

    @Override
    public NameMap names(ModelConfig json) {
        String attention = "encoder.layers.*.self_attn.";
        return NameMap.of("vision_model.", "")
                .map("patch", "embeddings.patch_embedding")
                .map("class_token", "embeddings.class_embedding")
                .map("position", "embeddings.position_embedding.weight")
                .map("pre_norm", "pre_layrnorm")
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

    /** OpenAI's means and deviations of red, green and blue. */
    @Override
    public Normalization normalization() {
        return new Normalization(
                List.of(0.48145466, 0.4578275, 0.40821073), List.of(0.26862954, 0.26130258, 0.27577711));
    }
}
