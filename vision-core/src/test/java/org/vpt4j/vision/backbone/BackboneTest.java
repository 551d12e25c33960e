package org.vpt4j.vision.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderConfig.Gelu;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

class BackboneTest {
    @TempDir
    private Path folder;

    @Test
    void aVitOpensWithAndWithoutTheNamesOfItsHead() {
        Backbone plain = Backbone.open(ModelFolder.vit("").write(folder.resolve("plain")));
        ModelFolder headed = ModelFolder.vit("vit.");
        headed.tensors.put("classifier.weight", FloatTensor.zeros(2, 8));
        Backbone classifier = Backbone.open(headed.write(folder.resolve("headed")));

        assertThat(plain.name()).isEqualTo("plain");
        assertThat(plain.config())
                .isEqualTo(
                        EncoderConfig.of(4, 8, 2, 2).withHidden(16).withGrid(3).withEpsilon(1e-12));
        assertThat(plain.normalization()).isEqualTo(Normalization.HALF);
        assertThat(plain.ignored()).isEmpty();
        assertThat(classifier.ignored()).containsExactly("classifier.weight");
        assertThat(classifier.fingerprint()).isEqualTo(plain.fingerprint());
    }

    @Test
    void registersAndLayerScalesOfDinov2AreFound() {
        ModelFolder model = ModelFolder.dinov2(3);
        Backbone backbone = Backbone.open(model.write(folder));
        assertThat(backbone.config())
                .isEqualTo(EncoderConfig.of(4, 8, 2, 2)
                        .withHidden(16)
                        .withGrid(3)
                        .withRegisters(3)
                        .withLayerScale(true)
                        .withAntialiasing(true));
        assertThat(backbone.weight("register_tokens")).isEqualTo(model.tensors.get("embeddings.register_tokens"));
        assertThat(backbone.weight("layer.1.scale2"))
                .isEqualTo(model.tensors.get("encoder.layer.1.layer_scale2.lambda1"));
        assertThat(backbone.ignored()).containsExactly("embeddings.mask_token");
    }

    @Test
    void theGiantsGatedMlpIsFound() {
        ModelFolder model = ModelFolder.dinov2(0);
        model.config.put("use_swiglu_ffn", "true");
        model.config.put("mlp_ratio", "4");
        int hidden = 24; // two thirds of 4 * 8, up to the next multiple of 8
        for (int i = 0; i < 2; i++) {
            String mlp = "encoder.layer." + i + ".mlp.";
            model.tensors.keySet().removeIf(name -> name.startsWith(mlp));
            model.tensor(mlp + "weights_in.weight", 2L * hidden, 8);
            model.tensor(mlp + "weights_in.bias", 2L * hidden);
            model.tensor(mlp + "weights_out.weight", 8, hidden);
            model.tensor(mlp + "weights_out.bias", 8);
        }
        Backbone backbone = Backbone.open(model.write(folder));
        assertThat(backbone.config().mlp())
                .isEqualTo(new EncoderConfig.Mlp(EncoderConfig.Mlp.Kind.SWIGLU, hidden, Gelu.EXACT));
        assertThat(backbone.weight("layer.1.fc1.weight"))
                .isEqualTo(model.tensors.get("encoder.layer.1.mlp.weights_in.weight"));
    }

    @Test
    void queriesKeysAndValuesAreJoinedInThisOrder() {
        ModelFolder model = ModelFolder.vit("");
        Backbone backbone = Backbone.open(model.write(folder));
        float[] joined = backbone.values("layer.1.qkv.weight");
        int third = 64;
        int start = 0;
        for (String part : List.of("query", "key", "value")) {
            assertThat(Arrays.copyOfRange(joined, start, start + third))
                    .isEqualTo(model.tensors
                            .get("encoder.layer.1.attention.attention." + part + ".weight")
                            .values());
            start += third;
        }
        assertThat(start).isEqualTo(joined.length);
    }

    @Test
    void everyTensorHasTheShapeThatTheEncoderExpects() {
        Backbone backbone = Backbone.open(ModelFolder.dinov2(2).write(folder));
        Map<String, FloatTensor> weights = backbone.weights();
        assertThat(weights.keySet())
                .containsExactlyElementsOf(
                        EncoderWeights.shapes(backbone.config()).keySet());
        EncoderWeights.shapes(backbone.config())
                .forEach((name, shape) ->
                        assertThat(weights.get(name).shape()).as(name).isEqualTo(shape.getShape()));
        assertThat(backbone.parameters())
                .isEqualTo(
                        weights.values().stream().mapToLong(FloatTensor::size).sum());
    }

    @Test
    void aProjectionWithoutBiasHasAZeroOne() {
        ModelFolder model = ModelFolder.vit("");
        model.config.put("qkv_bias", "false");
        model.tensors.keySet().removeIf(name -> name.matches(".*(query|key|value)\\.bias"));
        assertThat(Backbone.open(model.write(folder)).values("layer.0.qkv.bias"))
                .hasSize(24)
                .containsOnly(0f);
    }

    @Test
    void shardsOfAnIndexAreOneBackbone() {
        ModelFolder model = ModelFolder.dinov2(0);
        Backbone whole = Backbone.open(model.write(folder.resolve("whole")));
        Path sharded = folder.resolve("sharded");
        model.writeConfig(sharded);
        StringBuilder map = new StringBuilder();
        Map<String, FloatTensor> one = new TreeMap<>();
        Map<String, FloatTensor> two = new TreeMap<>();
        model.tensors.forEach((name, tensor) -> {
            boolean first = name.hashCode() % 2 == 0;
            (first ? one : two).put(name, tensor);
            map.append(map.isEmpty() ? "" : ",")
                    .append("\"" + name + "\":\"" + (first ? "one" : "two") + ".safetensors\"");
        });
        new SafetensorsWriter().addAll(one, DataType.F32).write(sharded.resolve("one.safetensors"));
        AtomicFiles.writeString(sharded.resolve("model.safetensors.index.json"), "{\"weight_map\":{" + map + "}}");
        assertThatThrownBy(() -> Backbone.open(sharded))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("two.safetensors")
                .hasMessageContaining("missing");
        new SafetensorsWriter().addAll(two, DataType.F32).write(sharded.resolve("two.safetensors"));
        assertThat(Backbone.open(sharded).fingerprint()).isEqualTo(whole.fingerprint());
    }

    @Test
    void theFingerprintChangesWithOneBitOfOneWeightAndWithTheConfiguration() {
        ModelFolder model = ModelFolder.vit("");
        String before = Backbone.open(model.write(folder)).fingerprint();
        model.config.put("hidden_act", "\"quick_gelu\"");
        Backbone quick = Backbone.open(model.write(folder));
        assertThat(quick.config().mlp().gelu()).isEqualTo(Gelu.QUICK);
        assertThat(quick.fingerprint()).isNotEqualTo(before);
        model.config.put("hidden_act", "\"gelu\"");
        float[] values = model.tensors.get("layernorm.bias").values();
        values[3] = Math.nextUp(values[3]);
        assertThat(Backbone.open(model.write(folder)).fingerprint()).isNotEqualTo(before);
    }

    @Test
    void thePreprocessorsMeansAreTaken() {
        Path model = ModelFolder.vit("").write(folder);
        AtomicFiles.writeString(
                model.resolve("preprocessor_config.json"),
                "{\"image_mean\": [0.1, 0.2, 0.3], \"image_std\": [0.4, 0.5, 0.6]}");
        assertThat(Backbone.open(model).normalization())
                .isEqualTo(new Normalization(List.of(0.1, 0.2, 0.3), List.of(0.4, 0.5, 0.6)));
    }

    @Test
    void tensorsThatOnlyStandForAnotherConfigurationAreNotIgnored() {
        ModelFolder model = ModelFolder.vit("");
        model.tensor("encoder.layer.2.layernorm_before.weight", 8);
        model.write(folder);
        assertThatThrownBy(() -> Backbone.open(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("encoder.layer.2.layernorm_before.weight");
    }
}
