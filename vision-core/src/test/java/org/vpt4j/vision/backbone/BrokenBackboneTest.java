package org.vpt4j.vision.backbone;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

/** A backbone folder that is not whole says what is wrong, where, and what to do. */
class BrokenBackboneTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        hidden_size         | 16        | but config.json asks for
        hidden_size         | 7         | describes no encoder
        hidden_size         | 99999999  | hidden_size 99999999 is not a whole number
        hidden_size         | -8        | hidden_size -8 is not a whole number
        num_hidden_layers   | 1         | does not account for 18 tensors
        num_hidden_layers   | 3         | 18 tensors are missing: encoder.layer.2.norm1.weight [8]
        num_hidden_layers   | 100000    | is more than 1000
        num_attention_heads | 3         | describes no encoder
        image_size          | 16        | embeddings.position_embeddings
        image_size          | [12, 16]  | image_size [12,16] is not square
        image_size          | 2         | smaller than patch_size
        num_channels        | 1         | num_channels is 1
        hidden_act          | "relu"    | hidden_act "relu" cannot be run
        mlp_ratio           | 4         | mlp.fc1
        mlp_ratio           | 0         | describes no encoder
        use_swiglu_ffn      | true      | tensors are missing: encoder.layer.0.mlp.weights_in.weight [32, 8]
        layer_norm_eps      | "small"   | layer_norm_eps "small" is not a number
        model_type          | "swin"    | model_type "swin" is not known; known are [clip, clip_vision_model, deit
        model_type          | 5         | model_type 5 is not a text
        """)
    void aConfigurationThatCannotBeRunIsRefusedByKey(String key, String value, String reason) {
        ModelFolder model = ModelFolder.dinov2(0);
        model.config.put(key, value.contains("[") ? value.replace(" ", "") : value);
        model.write(folder);
        refused(reason);
    }

    @ParameterizedTest
    @CsvSource({"model_type", "hidden_size", "num_hidden_layers", "num_attention_heads", "image_size", "patch_size"})
    void aMissingKeyIsNamed(String key) {
        ModelFolder model = ModelFolder.dinov2(0);
        model.config.remove(key);
        model.write(folder);
        refused(key + " is missing");
    }

    @Test
    void aMissingTensorIsNamedWithItsShape() {
        ModelFolder model = ModelFolder.dinov2(0);
        model.tensors.remove("encoder.layer.1.attention.attention.key.weight");
        model.write(folder);
        refused("tensor encoder.layer.1.attention.attention.key.weight [8, 8] is missing");
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-Infinity"})
    void aValueThatIsNotFiniteIsNamed(float value) {
        for (DataType type : new DataType[] {DataType.F32, DataType.F16, DataType.BF16}) {
            ModelFolder model = ModelFolder.dinov2(0);
            model.tensors.get("layernorm.weight").values()[5] = value;
            model.writeConfig(folder);
            new SafetensorsWriter().addAll(model.tensors, type).write(folder.resolve("model.safetensors"));
            refused("tensor layernorm.weight holds NaN or infinity at 5");
        }
    }

    @Test
    void aFolderWithoutItsFilesSaysWhichToPutThere() throws IOException {
        ModelFolder.dinov2(0).write(folder);
        Files.move(folder.resolve("model.safetensors"), folder.resolve("pytorch_model.bin"));
        refused("no model.safetensors; pytorch_model.bin is not read");
        Files.delete(folder.resolve("pytorch_model.bin"));
        refused("no model.safetensors; put the model's weights there");
        Files.delete(folder.resolve("config.json"));
        refused("has no config.json; put");
        Files.delete(folder);
        refused("does not exist");
    }

    @Test
    void aFileCutShortIsSaidToBe() throws IOException {
        Path weights = ModelFolder.dinov2(0).write(folder).resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 100));
        refused("cut short");
        Files.write(weights, Arrays.copyOf(bytes, 100));
        refused("cut short");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        config.json              | {                                                      | not valid JSON
        config.json              | []                                                     | not a JSON object
        preprocessor_config.json | {"image_mean": [0.5, 0.5], "image_std": [1, 1, 1]}     | do not make sense
        preprocessor_config.json | {"image_mean": [0.5, 0.5, 0.5]}                        | do not make sense
        preprocessor_config.json | {"image_mean": ["a", 0, 0], "image_std": [1, 1, 1]}    | not a number
        preprocessor_config.json | {"image_mean": [0, 0, 0], "image_std": [0, 1, 1]}      | do not make sense
        """)
    void aDamagedJsonIsNamed(String file, String text, String reason) throws IOException {
        ModelFolder.dinov2(0).write(folder);
        Files.writeString(folder.resolve(file), text);
        refused(reason);
    }

    @ParameterizedTest
    @CsvSource({"../model.safetensors", "/etc/passwd", "sub/x.safetensors", "x.bin"})
    void anIndexMayOnlyNameSafetensorsFilesOfItsFolder(String shard) throws IOException {
        ModelFolder.dinov2(0).write(folder);
        Files.delete(folder.resolve("model.safetensors"));
        Files.writeString(
                folder.resolve("model.safetensors.index.json"), "{\"weight_map\": {\"a\": \"" + shard + "\"}}");
        refused("not a safetensors file of the same folder");
    }

    private void refused(String reason) {
        assertThatThrownBy(() -> Backbone.open(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(reason);
    }
}
