package org.vpt4j.vision.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderConfig.Gelu;
import org.vpt4j.vision.encoder.EncoderConfig.Mlp;
import org.vpt4j.vision.encoder.EncoderConfig.Position;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.image.InputTransform;
import org.vpt4j.vision.image.Normalization;

/**
 * timm's vision transformers: {@code vit_*}, {@code deit*}, with the weights of DINOv2, DINOv3, CLIP and SigLIP among them.
 * Its {@code config.json} has little more than the architecture's name: the number of heads and the like are looked up
 * ({@link TimmArchitecture}), everything else follows from the tensors' shapes.
 */
final class TimmVit implements BackboneFamily {
    static final String TYPE = "timm";

    @Override
    public String modelType() {
        return TYPE;
    }

    @Override
    public EncoderConfig config(ModelConfig json) {
        return config(TimmArchitecture.of(json), json);
    }

    static EncoderConfig config(TimmArchitecture architecture, ModelConfig json) {
        int width = size(json, "patch.weight", 0);
        int patch = size(json, "patch.weight", 3);
        int rows = size(json, "layer.0.fc1.weight", 0);
        int hidden = size(json, "layer.0.fc2.weight", 1);
        boolean silu = architecture.activation().equals("silu");
        Gelu gelu = ModelConfig.gelu(silu ? "gelu" : architecture.activation())
                .orElseThrow(() -> json.problem(
                        "architecture",
                        "has the activation \"" + Excerpt.of(architecture.activation()) + "\", which cannot be run"));
        boolean gated = rows == 2 * hidden;
        if (silu && !gated) {
            throw json.problem("architecture", "has a plain MLP with the activation silu, which cannot be run");
        }
        EncoderConfig config = EncoderConfig.of(patch, width, json.tensorLayers(), architecture.heads())
                .withEpsilon(architecture.epsilon())
                .withGelu(gelu)
                .withHidden(hidden)
                .withMlp(!gated ? Mlp.Kind.PLAIN : silu ? Mlp.Kind.SWIGLU : Mlp.Kind.GEGLU)
                .withClassToken(json.hasTensor("class_token"))
                .withRegisters(json.tensorSize("register_tokens", -2).orElse(0))
                .withPatchBias(json.hasTensor("patch.bias"))
                .withNormBeforeLayers(json.hasTensor("pre_norm.weight"))
                .withQkvBias(json.hasTensor("layer.0.qkv.bias"))
                .withLayerScale(json.hasTensor("layer.0.scale1"))
                .withFinalNorm(json.hasTensor("norm.weight"))
                .withAntialiasing(true);
        return positioned(config, architecture, json);
    }

    private static int size(ModelConfig json, String tensor, int axis) {
        return json.tensorSize(tensor, axis)
                .orElseThrow(() -> json.problem(
                        "architecture",
                        "names a vision transformer, but the weights have no tensors of one: " + tensor
                                + " is not among them"));
    }

    /** With the position embedding that is among the weights, if there is one. */
    private static EncoderConfig positioned(EncoderConfig config, TimmArchitecture architecture, ModelConfig json) {
        if (!json.hasTensor("position")) {
            int grid = Math.max(1, architecture.imageSize() / config.patch());
            return architecture.rotaryBase() > 0
                    ? config.withGrid(grid).withRotaryPosition(architecture.rotaryBase())
                    : config.withGrid(grid).withPosition(Position.Kind.NONE);
        }
        if (architecture.rotaryBase() > 0) {
            throw json.problem("architecture", "has both rotary and learned positions, which cannot be run");
        }
        int positions = size(json, "position", -2);
        int before = architecture.isPositionOfPatchesOnly() ? 0 : config.prefixTokens();
        int grid = (int) Math.round(Math.sqrt(Math.max(0, positions - before)));
        if (grid < 1 || grid * grid != positions - before) {
            throw json.problem(
                    "architecture",
                    "does not fit the weights: their position embedding has " + positions
                            + " vectors, which are no square grid" + (before > 0 ? " and " + before + " more" : ""));
        }
        Position.Kind kind = before == 0
                ? Position.Kind.LEARNED_PATCHES
                : config.embedding().registers() > 0 ? Position.Kind.LEARNED_ALL : Position.Kind.LEARNED;
        return config.withGrid(grid).withPosition(kind);
    }

    @Override
    public NameMap names(ModelConfig json) {
        return namesFor(json.section("model_args"));
    }

    /** @param arguments of the constructor that a model was saved with */
    static NameMap namesFor(ModelConfig arguments) {
        String block = "blocks.*.";
        String attention = block + "attn.";
        NameMap names = NameMap.of("", "visual.trunk.")
                .map("patch", "patch_embed.proj")
                .map("class_token", "cls_token")
                .map("register_tokens", "reg_token", "dist_token")
                .map("position", "pos_embed")
                .map("pre_norm", "norm_pre")
                .map("layer.*.norm1", block + "norm1")
                .map(
                        "layer.*.qkv",
                        StoredTensor.named(attention + "qkv"),
                        StoredTensor.joined(attention + "q_proj", attention + "k_proj", attention + "v_proj"))
                .map("layer.*.qkv.bias", biases(attention))
                .map("layer.*.proj", attention + "proj")
                .map("layer.*.scale1", block + "ls1.gamma", block + "gamma_1")
                .map("layer.*.norm2", block + "norm2")
                .map(
                        "layer.*.fc1",
                        StoredTensor.named(block + "mlp.fc1"),
                        StoredTensor.joined(block + "mlp.fc1_g", block + "mlp.fc1_x"),
                        StoredTensor.named(block + "mlp.w12"),
                        StoredTensor.joined(block + "mlp.w1", block + "mlp.w2"))
                .map("layer.*.fc2", block + "mlp.fc2", block + "mlp.w3")
                .map("layer.*.scale2", block + "ls2.gamma", block + "gamma_2")
                .map("norm", "norm", "fc_norm")
                .ignore("fc_norm.weight")
                .ignore("fc_norm.bias");
        return arguments.flag("proj_bias", true)
                ? names
                : names.map("layer.*.proj.bias", StoredTensor.zeros())
                        .map("layer.*.fc1.bias", StoredTensor.zeros())
                        .map("layer.*.fc2.bias", StoredTensor.zeros());
    }

    /** Fused, or apart; keys have none where they are apart. */
    private static StoredTensor[] biases(String attention) {
        StoredTensor zeros = StoredTensor.zeros();
        return new StoredTensor[] {
            StoredTensor.named(attention + "qkv.bias"),
            StoredTensor.joined(
                    StoredTensor.named(attention + "q_bias"), zeros, StoredTensor.named(attention + "v_bias")),
            StoredTensor.joined(attention + "q_proj.bias", attention + "k_proj.bias", attention + "v_proj.bias"),
            StoredTensor.joined(
                    StoredTensor.named(attention + "q_proj.bias"), zeros, StoredTensor.named(attention + "v_proj.bias"))
        };
    }

    @Override
    public Normalization normalization() {
        return Normalization.IMAGENET;
    }

    /** The object of a {@code config.json} that has mean, std and the like: older ones have them at the top. */
    static JsonNode preprocessing(JsonNode json) {
        return json.path("pretrained_cfg").isObject() ? json.path("pretrained_cfg") : json;
    }

    /** As timm's own evaluation does it. */
    static InputTransform transform(JsonNode cfg, ModelConfig config, Normalization normalization) {
        int height = cfg.path("input_size").path(1).asInt(224);
        int width = cfg.path("input_size").path(2).asInt(height);
        double share = cfg.path("crop_pct").asDouble(0.875);
        if (height < 1 || width < 1 || !(share > 0)) {
            throw config.problem("pretrained_cfg", "has an input_size or crop_pct that is not positive");
        }
        int scaledWidth = (int) Math.floor(width / share);
        int scaledHeight = (int) Math.floor(height / share);
        InputTransform.Filter filter =
                Preprocessor.filter(cfg.path("interpolation").asText("bilinear"), config);
        InputTransform squashed = InputTransform.squashed(scaledWidth, scaledHeight, filter, normalization)
                .withCrop(width, height)
                .withNearestCrop(0);
        return switch (cfg.path("crop_mode").asText("center")) {
            case "squash" -> squashed;
            case "border" ->
                squashed.withResize(InputTransform.Resize.FIT).withNearestCrop(Preprocessor.color(normalization));
            default ->
                scaledWidth == scaledHeight
                        ? squashed.withResize(InputTransform.Resize.SHORTEST_SIDE)
                        : InputTransform.squashed(
                                        scaledWidth, scaledHeight, InputTransform.Filter.BILINEAR, normalization)
                                .withResize(InputTransform.Resize.COVER)
                                .withCrop(width, height)
                                .withNearestCrop(0);
        };
    }
}
