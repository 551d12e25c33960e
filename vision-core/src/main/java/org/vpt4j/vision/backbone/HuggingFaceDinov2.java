package org.vpt4j.vision.backbone;

import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderConfig.Mlp;
import org.vpt4j.vision.image.InputTransform;
import org.vpt4j.vision.image.Normalization;

/**
 * DINOv2 (Oquab et al. 2023) as Hugging Face stores it, {@code Dinov2Model} or {@code Dinov2WithRegistersModel}, alone or
 * inside a model with a head. The giant has a gated MLP (SwiGLU).
 *
 * @param registers whether it has register tokens (Darcet et al. 2024)
 */
record HuggingFaceDinov2(boolean registers) implements BackboneFamily {
    private static final int DEFAULT_REGISTERS = 4;
    private static final int DEFAULT_MLP_RATIO = 4;
    private static final double DEFAULT_EPSILON = 1e-6;

    @Override
    public String modelType() {
        return registers ? "dinov2_with_registers" : "dinov2";
    }

    @Override
    public EncoderConfig config(ModelConfig json) {
        int hidden = (int) (json.size("hidden_size") * json.number("mlp_ratio", DEFAULT_MLP_RATIO));
        EncoderConfig config = json.encoder(DEFAULT_EPSILON)
                .withLayerScale(true)
                .withAntialiasing(registers)
                .withRegisters(registers ? json.count("num_register_tokens", DEFAULT_REGISTERS) : 0);
        return isGated(json)
                ? config.withMlp(Mlp.Kind.SWIGLU).withHidden((hidden * 2 / 3 + 7) / 8 * 8)
                : config.withHidden(hidden);
    }

    private static boolean isGated(ModelConfig json) {
        return json.flag("use_swiglu_ffn", false);
    }

    @Override
    public NameMap names(ModelConfig json) {
        NameMap names = HuggingFaceVit.common(json, "", "dinov2.", "dinov2_with_registers.")
                .map("register_tokens", "embeddings.register_tokens")
                .map("layer.*.norm1", "encoder.layer.*.norm1")
                .map("layer.*.norm2", "encoder.layer.*.norm2")
                .map("layer.*.scale1", "encoder.layer.*.layer_scale1.lambda1")
                .map("layer.*.scale2", "encoder.layer.*.layer_scale2.lambda1")
                .ignore("embeddings.register_tokens") // of none
                .ignore("embeddings.mask_token");
        String mlp = "encoder.layer.*.mlp.";
        return isGated(json)
                ? names.map(
                                "layer.*.fc1",
                                StoredTensor.named(mlp + "weights_in"),
                                StoredTensor.joined(mlp + "gate_proj", mlp + "up_proj"))
                        .map("layer.*.fc2", mlp + "weights_out", mlp + "down_proj")
                : names.map("layer.*.fc1", mlp + "fc1").map("layer.*.fc2", mlp + "fc2");
    }

    @Override
    public Normalization normalization() {
        return Normalization.IMAGENET;
    }

    @Override
    public InputTransform transform(EncoderConfig config) {
        return InputTransform.shortestSide(256, InputTransform.Filter.BICUBIC, normalization())
                .withCrop(224, 224);
    }
}
