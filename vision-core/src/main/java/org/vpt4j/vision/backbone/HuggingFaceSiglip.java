package org.vpt4j.vision.backbone;

import java.util.Map;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderConfig.Position;
import org.vpt4j.vision.image.InputTransform;
import org.vpt4j.vision.image.Normalization;

/**
 * The image encoder of SigLIP (Zhai et al. 2023), and of SigLIP 2 for images of one size, as Hugging Face stores it:
 * {@code SiglipVisionModel} or the whole {@code SiglipModel}. Its attention pooling is not used.
 *
 * @param modelType {@code siglip} for the whole
 */
record HuggingFaceSiglip(String modelType) implements BackboneFamily {
    static final double DEFAULT_EPSILON = 1e-6;
    private static final Map<String, ?> DEFAULTS = Map.of(
            "hidden_size", 768,
            "intermediate_size", 3072,
            "num_hidden_layers", 12,
            "num_attention_heads", 12,
            "image_size", 224,
            "patch_size", 16,
            "hidden_act", "gelu_pytorch_tanh");

    @Override
    public EncoderConfig config(ModelConfig json) {
        ModelConfig own = HuggingFaceClip.vision(json, DEFAULTS);
        return own.encoder(DEFAULT_EPSILON)
                .withHidden(own.size("intermediate_size"))
                .withClassToken(false)
                .withPosition(Position.Kind.LEARNED_PATCHES);
    }

    @Override
    public NameMap names(ModelConfig json) {
        return HuggingFaceClip.common();
    }

    @Override
    public Normalization normalization() {
        return Normalization.HALF;
    }

    @Override
    public InputTransform transform(EncoderConfig config) {
        int side = config.position().grid() * config.patch();
        return InputTransform.squashed(side, side, InputTransform.Filter.BICUBIC, normalization());
    }
}
