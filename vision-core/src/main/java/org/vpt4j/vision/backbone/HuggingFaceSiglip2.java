package org.vpt4j.vision.backbone;

import java.util.Map;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderConfig.Position;
import org.vpt4j.vision.image.InputTransform;
import org.vpt4j.vision.image.Normalization;

/**
 * The image encoder of SigLIP 2 for any aspect ratio (NaFlex, Tschannen et al. 2025) as Hugging Face stores it. It sees an
 * image as a list of patches, so that its patch embedding is a matrix with the channels last.
 *
 * @param modelType {@code siglip2} for the whole
 */
record HuggingFaceSiglip2(String modelType) implements BackboneFamily {
    private static final Map<String, ?> DEFAULTS = Map.of(
            "hidden_size", 768,
            "intermediate_size", 3072,
            "num_hidden_layers", 12,
            "num_attention_heads", 12,
            "num_patches", 256,
            "patch_size", 16,
            "hidden_act", "gelu_pytorch_tanh");

    @Override
    public EncoderConfig config(ModelConfig json) {
        ModelConfig own = HuggingFaceClip.vision(json, DEFAULTS);
        int grid = (int) Math.sqrt(own.size("num_patches"));
        if (grid * grid != own.size("num_patches")) {
            throw own.problem("num_patches", own.size("num_patches") + " is not a square number");
        }
        return own.withDefaults(Map.of("image_size", grid * own.side("patch_size")))
                .encoder(HuggingFaceSiglip.DEFAULT_EPSILON)
                .withGrid(grid)
                .withHidden(own.size("intermediate_size"))
                .withClassToken(false)
                .withPosition(Position.Kind.LEARNED_PATCHES)
                .withResampling(Position.Resampling.BILINEAR_ANTIALIASED);
    }

    @Override
    public NameMap names(ModelConfig json) {
        return HuggingFaceClip.common()
                .map(
                        "patch.weight",
                        StoredTensor.named("embeddings.patch_embedding.weight").channelsLast());
    }

    @Override
    public Normalization normalization() {
        return Normalization.HALF;
    }

    @Override
    public InputTransform transform(EncoderConfig config) {
        int patches = config.position().grid() * config.position().grid();
        return InputTransform.patches(patches, config.patch(), InputTransform.Filter.BILINEAR, normalization());
    }
}
