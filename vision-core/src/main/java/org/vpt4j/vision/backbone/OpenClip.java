package org.vpt4j.vision.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderConfig.Gelu;
import org.vpt4j.vision.image.InputTransform;
import org.vpt4j.vision.image.Normalization;

/**
 * The image encoder of OpenCLIP's and OpenAI's own checkpoints, with an {@code open_clip_config.json}. It may be one of
 * timm's vision transformers.
 */
final class OpenClip implements BackboneFamily {
    static final String TYPE = "open_clip";

    private static final double DEFAULT_EPSILON = 1e-5;
    private static final Map<String, ?> DEFAULTS =
            Map.of("layers", 12, "width", 768, "head_width", 64, "mlp_ratio", 4.0, "patch_size", 16, "image_size", 224);

    @Override
    public String modelType() {
        return TYPE;
    }

    private static ModelConfig vision(ModelConfig json) {
        return json.section("model_cfg").section("vision_cfg").withDefaults(DEFAULTS);
    }

    private static boolean isTimm(ModelConfig vision) {
        return vision.json().hasNonNull("timm_model_name");
    }

    @Override
    public EncoderConfig config(ModelConfig json) {
        ModelConfig vision = vision(json);
        if (isTimm(vision)) {
            ModelConfig arguments = vision.section("timm_model_kwargs");
            return TimmVit.config(
                    TimmArchitecture.named(vision.text("timm_model_name"), arguments, json)
                            .with(arguments),
                    json);
        }
        if (vision.json().path("layers").isArray()) {
            throw vision.problem("layers", "is a list: this is a ResNet; vision transformers can be run");
        }
        int width = vision.size("width");
        int head = vision.size("head_width");
        if (width < head) {
            throw vision.problem("head_width", head + " is larger than the width " + width);
        }
        return vision.withDefaults(Map.of(
                        "hidden_size",
                        width,
                        "num_hidden_layers",
                        vision.size("layers"),
                        "num_attention_heads",
                        width / head))
                .encoder(vision.section("norm_kwargs").number("eps", DEFAULT_EPSILON))
                .withHidden((int) (width * vision.number("mlp_ratio", 4)))
                .withGelu(gelu(json, vision))
                .withPatchBias(false)
                .withNormBeforeLayers(!vision.flag("no_ln_pre", false))
                .withLayerScale(vision.json().hasNonNull("ls_init_value"))
                .withFinalNorm(!isPooledByAttention(vision))
                .withAntialiasing(true);
    }

    private static Gelu gelu(ModelConfig json, ModelConfig vision) {
        if (json.section("model_cfg").flag("quick_gelu", false)) {
            return Gelu.QUICK;
        }
        boolean tanh = vision.section("act_kwargs")
                .json()
                .path("approximate")
                .asText("")
                .equals("tanh");
        return tanh ? Gelu.TANH : Gelu.EXACT;
    }

    /** Then the last norm follows the pooling. */
    private static boolean isPooledByAttention(ModelConfig vision) {
        JsonNode pool = vision.json().path("attentional_pool");
        return pool.isTextual() || pool.asBoolean(false);
    }

    @Override
    public NameMap names(ModelConfig json) {
        ModelConfig vision = vision(json);
        if (isTimm(vision)) {
            return TimmVit.namesFor(vision.section("timm_model_kwargs"));
        }
        String block = "transformer.resblocks.*.";
        NameMap names = NameMap.of("visual.", "")
                .map("patch", "conv1")
                .map("class_token", "class_embedding")
                .map("position", "positional_embedding")
                .map("pre_norm", "ln_pre")
                .map("layer.*.norm1", block + "ln_1")
                .map("layer.*.qkv.weight", block + "attn.in_proj_weight")
                .map("layer.*.qkv.bias", block + "attn.in_proj_bias")
                .map("layer.*.proj", block + "attn.out_proj")
                .map("layer.*.scale1", block + "ls_1.gamma")
                .map("layer.*.norm2", block + "ln_2")
                .map("layer.*.fc1", block + "mlp.c_fc")
                .map("layer.*.fc2", block + "mlp.c_proj")
                .map("layer.*.scale2", block + "ls_2.gamma");
        return isPooledByAttention(vision) ? names : names.map("norm", "ln_post");
    }

    @Override
    public Normalization normalization() {
        return Normalization.CLIP;
    }

    /** As OpenCLIP's own evaluation does it. */
    static InputTransform transform(ModelConfig json, EncoderConfig config, Normalization normalization) {
        JsonNode cfg = json.json().path("preprocess_cfg");
        int side = config.position().grid() * config.patch();
        if (!config.position().isLearned()) {
            side = vision(json).side("image_size");
        }
        int height = cfg.path("size").isArray()
                ? cfg.path("size").path(0).asInt(side)
                : cfg.path("size").asInt(side);
        int width = cfg.path("size").isArray()
                ? cfg.path("size").path(1).asInt(side)
                : cfg.path("size").asInt(side);
        if (height < 1 || width < 1) {
            throw json.problem("preprocess_cfg", "has a size that is not positive");
        }
        boolean bilinear = cfg.path("interpolation").asText("bicubic").equals("bilinear");
        InputTransform squashed = InputTransform.squashed(
                width,
                height,
                bilinear ? InputTransform.Filter.BILINEAR : InputTransform.Filter.BICUBIC,
                normalization);
        int fill = cfg.path("fill_color").asInt(0);
        return switch (cfg.path("resize_mode").asText("shortest")) {
            case "squash" -> squashed;
            case "longest" ->
                squashed.withResize(InputTransform.Resize.FIT)
                        .withCrop(width, height)
                        .withNearestCrop(fill << 16 | fill << 8 | fill);
            default ->
                squashed.withResize(width == height ? InputTransform.Resize.SHORTEST_SIDE : InputTransform.Resize.COVER)
                        .withCrop(width, height)
                        .withNearestCrop(0);
        };
    }
}
