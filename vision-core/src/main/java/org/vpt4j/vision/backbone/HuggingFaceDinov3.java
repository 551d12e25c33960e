package org.vpt4j.vision.backbone;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderConfig.Mlp;
import org.vpt4j.vision.image.InputTransform;
import org.vpt4j.vision.image.Normalization;

/** DINOv3 (Siméoni et al. 2025), with rotary positions, as Hugging Face's {@code DINOv3ViTModel} stores it. */
final class HuggingFaceDinov3 implements BackboneFamily {
    private static final double DEFAULT_EPSILON = 1e-5;
    private static final double DEFAULT_BASE = 100;
    private static final Map<String, ?> DEFAULTS = Map.of(
            "hidden_size", 384,
            "intermediate_size", 1536,
            "num_hidden_layers", 12,
            "num_attention_heads", 6,
            "image_size", 224,
            "patch_size", 16);

    @Override
    public String modelType() {
        return "dinov3_vit";
    }

    @Override
    public EncoderConfig config(ModelConfig json) {
        ModelConfig own = json.withDefaults(DEFAULTS);
        boolean silu = own.flag("use_gated_mlp", false)
                && List.of("silu", "swish")
                        .contains(own.json().path("hidden_act").asText(""));
        EncoderConfig config = (silu ? own.withoutActivation() : own)
                .encoder(DEFAULT_EPSILON)
                .withHidden(own.size("intermediate_size"))
                .withRegisters(own.count("num_register_tokens", 0))
                .withRotaryPosition(own.number("rope_theta", DEFAULT_BASE))
                .withQkvBias(biases(own).contains(true))
                .withLayerScale(true);
        if (!own.flag("use_gated_mlp", false)) {
            return config;
        }
        return config.withMlp(silu ? Mlp.Kind.SWIGLU : Mlp.Kind.GEGLU);
    }

    /** Whether queries, keys and values have a bias. */
    private static List<Boolean> biases(ModelConfig json) {
        return List.of(json.flag("query_bias", true), json.flag("key_bias", false), json.flag("value_bias", true));
    }

    @Override
    public NameMap names(ModelConfig json) {
        NameMap names = NameMap.of("", "dinov3_vit.")
                .map("patch", "embeddings.patch_embeddings")
                .map("class_token", "embeddings.cls_token")
                .map("register_tokens", "embeddings.register_tokens")
                .map("layer.*.norm1", everywhere("norm1"))
                .map("layer.*.norm2", everywhere("norm2"))
                .map("layer.*.proj", everywhere("attention.o_proj"))
                .map("layer.*.scale1", everywhere("layer_scale1.lambda1"))
                .map("layer.*.scale2", everywhere("layer_scale2.lambda1"))
                .map("layer.*.fc2", everywhere("mlp.down_proj"))
                .map("norm", "norm")
                .ignore("embeddings.register_tokens") // of none
                .ignore("embeddings.mask_token");
        names = json.flag("use_gated_mlp", false)
                ? names.map("layer.*.fc1", joined("mlp.gate_proj", "mlp.up_proj"))
                : names.map("layer.*.fc1", everywhere("mlp.up_proj"));
        names = names.map("layer.*.qkv", joined("attention.q_proj", "attention.k_proj", "attention.v_proj"))
                .map("layer.*.qkv.bias", bias(json));
        if (!json.flag("proj_bias", true)) {
            names = names.map("layer.*.proj.bias", StoredTensor.zeros());
        }
        if (!json.flag("mlp_bias", true)) {
            names = names.map("layer.*.fc1.bias", StoredTensor.zeros()).map("layer.*.fc2.bias", StoredTensor.zeros());
        }
        return names;
    }

    /** Versions of the software differ in what comes before a layer's number. */
    private static Stream<String> layers() {
        return Stream.of("layer.*.", "model.layer.*.");
    }

    private static String[] everywhere(String name) {
        return layers().map(layer -> layer + name).toArray(String[]::new);
    }

    private static StoredTensor[] joined(String... names) {
        return layers().map(layer ->
                        StoredTensor.joined(Stream.of(names).map(layer::concat).toArray(String[]::new)))
                .toArray(StoredTensor[]::new);
    }

    private static StoredTensor[] bias(ModelConfig json) {
        List<String> projections = List.of("q_proj", "k_proj", "v_proj");
        List<Boolean> has = biases(json);
        return layers().map(layer -> StoredTensor.joined(projections.stream()
                        .map(name -> has.get(projections.indexOf(name))
                                ? StoredTensor.named(layer + "attention." + name + ".bias")
                                : StoredTensor.zeros())
                        .toArray(StoredTensor[]::new)))
                .toArray(StoredTensor[]::new);
    }

    @Override
    public Normalization normalization() {
        return Normalization.IMAGENET;
    }

    @Override
    public InputTransform transform(EncoderConfig config) {
        return InputTransform.squashed(224, 224, InputTransform.Filter.BILINEAR, normalization());
    }
}
