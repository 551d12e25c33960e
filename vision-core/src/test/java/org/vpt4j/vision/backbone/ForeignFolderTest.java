package org.vpt4j.vision.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

/** Folders and files that other tools wrote, and those that do not fit together. */
class ForeignFolderTest {
    @TempDir
    private Path folder;

    private static JsonNode golden(String file, String name) throws IOException {
        JsonNode cases = new ObjectMapper()
                .readTree(Path.of("src/test/resources/golden/backbones", file).toFile())
                .get("cases");
        for (JsonNode golden : cases) {
            if (golden.get("case").asText().equals(name)) {
                return golden;
            }
        }
        throw new AssertionError(name);
    }

    private Path write(JsonNode config, Map<String, FloatTensor> tensors, DataType type, String file) {
        AtomicFiles.writeString(folder.resolve("config.json"), config.toString());
        new SafetensorsWriter().addAll(tensors, type).write(folder.resolve(file));
        return folder;
    }

    private static Map<String, FloatTensor> prefixed(String prefix, Map<String, FloatTensor> tensors) {
        Map<String, FloatTensor> more = new TreeMap<>();
        tensors.forEach((name, tensor) -> more.put(prefix + name, tensor));
        return more;
    }

    @ParameterizedTest
    @CsvSource({
        "huggingface.json, vit, module.",
        "huggingface.json, 'dinov2, another grid', backbone.",
        "huggingface.json, 'clip, vision half', model.",
        "huggingface.json, 'clip, whole', module.",
        "huggingface.json, dinov3, model.backbone.",
        "timm.json, deit3, visual.",
        "timm.json, siglip, module.visual.trunk."
    })
    void anyPrefixBeforeAllNamesIsFound(String file, String name, String prefix) throws IOException {
        JsonNode golden = golden(file, name);
        Map<String, FloatTensor> tensors = GoldenModel.tensors(golden);
        String plain = Backbone.open(write(golden.get("config"), tensors, DataType.F32, "model.safetensors"))
                .fingerprint();
        write(golden.get("config"), prefixed(prefix, tensors), DataType.F32, "model.safetensors");
        assertThat(Backbone.open(folder).fingerprint()).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"F32", "F16", "BF16"})
    void weightsOfEachTypeOpenFromTheirFileUnderAnyName(DataType type) throws IOException {
        JsonNode golden = golden("huggingface.json", "vit");
        write(golden.get("config"), GoldenModel.tensors(golden), type, "ema.safetensors");
        Path file = folder.resolve("ema.safetensors");
        BackboneHub hub = BackboneHub.of(getClass().getClassLoader(), folder.resolve("c"), folder.resolve("d"));
        assertThat(hub.open(file.toString()).fingerprint())
                .isEqualTo(Backbone.open(folder).fingerprint());
    }

    @Test
    void teacherAndStudentInOneFileAreNotConfused() throws IOException {
        JsonNode golden = golden("huggingface.json", "vit");
        Map<String, FloatTensor> both = prefixed("teacher.", GoldenModel.tensors(golden));
        both.putAll(prefixed("student.", GoldenModel.tensors(golden)));
        write(golden.get("config"), both, DataType.F32, "model.safetensors");
        refused("several encoders", "student.", "teacher.");
    }

    @Test
    void weightsOfAnotherFamilyAreRecognised() throws IOException {
        JsonNode timm = golden("timm.json", "vit");
        JsonNode vit = golden("huggingface.json", "vit");
        write(vit.get("config"), GoldenModel.tensors(timm), DataType.F32, "model.safetensors");
        refused("missing", "look like those of timm", "config.json says vit");
        Files.delete(folder.resolve("config.json"));
        refused("no config.json", "look like timm");
    }

    @Test
    void aMistypedTensorIsNamedWithTheNearest() throws IOException {
        JsonNode golden = golden("huggingface.json", "vit");
        Map<String, FloatTensor> tensors = GoldenModel.tensors(golden);
        tensors.put(
                "encoder.layer.1.layernorm_befor.weight", tensors.remove("encoder.layer.1.layernorm_before.weight"));
        write(golden.get("config"), tensors, DataType.F32, "model.safetensors");
        refused(
                "tensor encoder.layer.1.layernorm_before.weight [16] is missing",
                "nearest to encoder.layer.1.layernorm_before.weight is encoder.layer.1.layernorm_befor.weight",
                "does not account for 1 tensor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pytorch_model.bin", "model.pt", "vit.pth", "last.ckpt"})
    void aPickleIsRefusedWithTheLineThatConvertsIt(String name) throws IOException {
        JsonNode golden = golden("huggingface.json", "vit");
        AtomicFiles.writeString(
                folder.resolve("config.json"), golden.get("config").toString());
        AtomicFiles.writeString(folder.resolve(name), "not read");
        refused(name, "a pickle can run code", "python -c", "weights_only=True", "model.safetensors");
        assertThatThrownBy(() -> Backbone.open(folder.resolve(name)))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("python -c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model_type\": \"llama\", \"hidden_size\": 8} | model_type \"llama\" is not known",
                "{\"architecture\": \"resnet50\"} | architecture \"resnet50\" is not one of timm's vision transformers",
                "{\"architecture\": \"vit_base_patch16_223\"} | did you mean \"vit_base_patch16_224\"",
                "{\"architecture\": \"vit_base_patch16_rope_224\"} | is not one of timm's",
                "{\"architecture\": \"vit_tiny_patch16_224\", \"model_args\": {\"qk_norm\": true}} | norms of queries and keys",
                "{\"architecture\": \"vit_tiny_patch16_224\", \"model_args\": {\"num_heads\": 3}} | not divisible by 3 heads",
                "{\"architecture\": \"vit_tiny_patch16_224\", \"model_args\": {\"num_heads\": 0}} | num_heads 0",
                "{\"architecture\": \"vit_tiny_patch16_224\", \"model_args\": 5} | model_args 5 is not an object"
            })
    void aConfigurationForSomethingElseIsRefused(String config, String reason) throws IOException {
        JsonNode timm = golden("timm.json", "vit");
        new SafetensorsWriter()
                .addAll(GoldenModel.tensors(timm), DataType.F32)
                .write(folder.resolve("model.safetensors"));
        AtomicFiles.writeString(folder.resolve("config.json"), config);
        refused(reason.strip());
    }

    private void refused(String... reasons) {
        assertThatThrownBy(() -> Backbone.open(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContainingAll(reasons);
    }
}
