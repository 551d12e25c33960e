package org.vpt4j.vision.backbone;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.image.Normalization;

/**
 * DINOv2 (Oquab et al. 2023), with or without registers (Darcet et al. 2024), as Hugging Face stores it:
 * {@code Dinov2Model} and {@code Dinov2WithRegistersModel}, alone or inside a model with a head.
 *
 * <p>Small, base and large; the giant's gated MLP (SwiGLU) is refused.
 */
final class HuggingFaceDinov2 implements BackboneFamily {
    private static final String PLAIN = "dinov2";
    private static final String WITH_REGISTERS = "dinov2_with_registers";
    private static final int DEFAULT_REGISTERS = 4;
    private static final int DEFAULT_MLP_RATIO = 4;
    private static final double DEFAULT_EPSILON = 1e-6;

    @Override
    public Set<String> modelTypes() {
        return Set.of(PLAIN, WITH_REGISTERS);
    }

    @Override
    public EncoderConfig config(ModelConfig json) {
        if (json.flag("use_swiglu_ffn", false)) {
            throw json.problem(
                    "use_swiglu_ffn",
                    "asks for a gated MLP (SwiGLU, as in dinov2-giant), which the encoder does not have;"
                            + " take the small, base or large model");
        }
        int width = json.size("hidden_size");
        boolean registers = json.text("model_type").equals(WITH_REGISTERS);
        return json.encoder(
                (int) (width * json.number("mlp_ratio", DEFAULT_MLP_RATIO)),
                registers ? json.size("num_register_tokens", DEFAULT_REGISTERS) : 0,
                true,
                registers,
                DEFAULT_EPSILON);
    }

    @Override
    public NameMap names(ModelConfig json, Set<String> stored) {
        return HuggingFaceNames.of(
                List.of("", "dinov2.", "dinov2_with_registers."),
                stored,
                json.flag("qkv_bias", true),
                Map.of(
                        "norm1", "norm1",
                        "norm2", "norm2",
                        "fc1", "mlp.fc1",
                        "fc2", "mlp.fc2",
                        "scale1", "layer_scale1.lambda1",
                        "scale2", "layer_scale2.lambda1"));
    }

    @Override
    public Normalization normalization() {
        return Normalization.IMAGENET;
    }
}
