package org.vpt4j.vision.backbone;

import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderConfig.Position;
import org.vpt4j.vision.image.InputTransform;
import org.vpt4j.vision.image.Normalization;

/**
 * DeiT with a distillation token (Touvron et al. 2021) as Hugging Face's {@code DeiTModel} stores it, alone or inside a model
 * with a head. The token is a register with a position. DeiT without that token is a ViT there.
 */
final class HuggingFaceDeit implements BackboneFamily {
    private static final double DEFAULT_EPSILON = 1e-12;

    @Override
    public String modelType() {
        return "deit";
    }

    @Override
    public EncoderConfig config(ModelConfig json) {
        return json.encoder(DEFAULT_EPSILON)
                .withHidden(json.size("intermediate_size"))
                .withRegisters(1)
                .withPosition(Position.Kind.LEARNED_ALL);
    }

    @Override
    public NameMap names(ModelConfig json) {
        return HuggingFaceVit.ofVit(json, "", "deit.").map("register_tokens", "embeddings.distillation_token");
    }

    @Override
    public Normalization normalization() {
        return Normalization.IMAGENET;
    }

    @Override
    public InputTransform transform(EncoderConfig config) {
        return InputTransform.squashed(256, 256, InputTransform.Filter.BICUBIC, normalization())
                .withCrop(224, 224);
    }
}
