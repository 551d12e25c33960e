package org.vpt4j.vision.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.vision.error.VptException;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

/** Model folders made to do harm: each is refused in one short line that names the file and what is wrong in it. */
class HostileFilesTest {
    private static final String LONG = "x".repeat(20_000);

    @TempDir
    private Path folder;

    private void refused(String... reasons) throws IOException {
        List<Path> before = files();
        assertThatThrownBy(() -> Backbone.open(folder))
                .isInstanceOf(VptException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContainingAll(reasons)
                .message()
                .hasSizeLessThan(1500)
                .matches("\\P{Cntrl}*");
        assertThat(files()).isEqualTo(before);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        hidden_size          | 8.5                                       | hidden_size 8.5
        hidden_size          | 1e400                                     | hidden_size
        hidden_size          | true                                      | hidden_size true
        hidden_size          | [8]                                       | hidden_size [8]
        num_attention_heads  | 0                                         | num_attention_heads 0
        num_attention_heads  | null                                      | num_attention_heads
        patch_size           | 0                                         | patch_size 0
        patch_size           | 5                                         | patch_embeddings
        image_size           | 1000000                                   | image_size
        image_size           | 2147483647                                | image_size
        num_hidden_layers    | 2147483648                                | num_hidden_layers 2147483648
        layer_norm_eps       | -1                                        | layer_norm_eps
        layer_norm_eps       | 1e400                                     | layer_norm_eps
        layer_norm_eps       | NaN                                       | not valid JSON
        hidden_act           | {"gelu": 1}                               | hidden_act
        mlp_ratio            | 1e300                                     | mlp.fc1
        mlp_ratio            | -2                                        | mlp_ratio
        num_register_tokens  | -1                                        | num_register_tokens -1
        num_register_tokens  | 1000000                                   | register_tokens
        model_type           | "gpt2"                                    | model_type "gpt2" is not known
        model_type           | "llama"                                   | model_type "llama" is not known
        """)
    void aValueThatNoEncoderHasIsNamed(String key, String value, String reason) throws IOException {
        ModelFolder model = ModelFolder.dinov2(2);
        model.config.put(key, value);
        model.write(folder);
        refused("config.json", reason);
    }

    @ParameterizedTest
    @CsvSource({"hidden_size", "model_type", "hidden_act"})
    void aLongOrUnprintableValueIsShownShort(String key) throws IOException {
        for (String value : List.of('"' + LONG + '"', "\"\\u001b[2J\\n\"", "9".repeat(900))) {
            ModelFolder model = ModelFolder.dinov2(0);
            model.config.put(key, value);
            model.write(folder);
            refused(key);
        }
    }

    @Test
    void jsonThatWouldExhaustTheMachineIsRefused() throws IOException {
        ModelFolder.dinov2(0).write(folder);
        Path config = folder.resolve("config.json");
        for (String text : List.of(
                "{\"a\":" + "[".repeat(100_000),
                "{\"a\":" + "{\"a\":".repeat(5000) + "1" + "}".repeat(5001),
                "{\"hidden_size\":" + "9".repeat(100_000) + "}",
                "{\"hidden_size\": 8, \"hidden_size\": 8}",
                "",
                "\0\0\0\0",
                "{} {}",
                "{\"a\": 1")) {
            Files.writeString(config, text);
            refused("config.json");
        }
        Files.write(config, new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'});
        refused("config.json", "not valid JSON");
        try (RandomAccessFile large = new RandomAccessFile(config.toFile(), "rw")) {
            large.setLength(3L << 30);
        }
        refused("config.json", "3221225472 bytes");
        Files.delete(config);
        Files.createDirectory(config);
        refused("config.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        []                                                          | not a JSON object
        {}                                                          | weight_map is missing
        {"weight_map": []}                                          | weight_map is missing or not an object
        {"weight_map": {}}                                          | weight_map lists no tensors
        {"weight_map": {"a": 1}}                                    | not a safetensors file of the same folder
        {"weight_map": {"a": null}}                                 | not a safetensors file of the same folder
        {"weight_map": {"a": ["b.safetensors"]}}                    | not a safetensors file of the same folder
        {"weight_map": {"a": "model.safetensors.index.json"}}       | not a safetensors file of the same folder
        {"weight_map": {"a": "..\\u002fb.safetensors"}}             | not a safetensors file of the same folder
        {"weight_map": {"a": "b.safetensors\\u0000"}}               | not a safetensors file of the same folder
        {"weight_map": {"a": "gone.safetensors"}}                   | gone.safetensors, which is missing
        {"weight_map": {"\\u001b[2J": "part.safetensors"}}          | no tensor
        {"weight_map": {"a": "part.safetensors", "a": "b"}}         | not valid JSON
        """)
    void anIndexThatIsNotTrueIsRefused(String index, String reason) throws IOException {
        index(index);
        refused(reason);
    }

    @Test
    void anIndexWithLongNamesIsRefusedShortly() throws IOException {
        index("{\"weight_map\": {\"" + LONG + "\": \"" + LONG + "\"}}");
        refused("not a safetensors file of the same folder");
        index("{\"weight_map\": {\"" + LONG + "\": \"part.safetensors\"}}");
        refused("no tensor");
    }

    private void index(String text) throws IOException {
        Path single = ModelFolder.dinov2(0).write(folder).resolve("model.safetensors");
        Files.deleteIfExists(folder.resolve("part.safetensors"));
        Files.move(single, folder.resolve("part.safetensors"));
        Files.writeString(folder.resolve("model.safetensors.index.json"), text);
    }

    @Test
    void aShardThatIsDamagedOrAFolderIsNamed() throws IOException {
        String map = "{\"weight_map\": {\"layernorm.bias\": \"part.safetensors\"}}";
        index(map);
        Files.writeString(folder.resolve("part.safetensors"), "not one");
        refused("part.safetensors");
        Files.delete(folder.resolve("part.safetensors"));
        Files.createDirectory(folder.resolve("part.safetensors"));
        refused("part.safetensors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"I64", "U8", "BOOL", "F8_E4M3"})
    void weightsOfATypeThatIsNotReadAreNamed(String type) throws IOException {
        ModelFolder model = ModelFolder.dinov2(0);
        model.write(folder);
        int bytes = DataType.valueOf(type).bytes();
        rewrite(model, "layernorm.bias", type, new byte[ModelFolder.WIDTH * bytes]);
        refused("tensor layernorm.bias is stored as " + type);
    }

    @Test
    void aDoubleThatIsInfiniteAsAFloatIsNamed() throws IOException {
        ModelFolder model = ModelFolder.dinov2(0);
        ByteBuffer values = ByteBuffer.allocate(8 * ModelFolder.WIDTH).order(ByteOrder.LITTLE_ENDIAN);
        values.putDouble(8 * 3, 1e300);
        model.writeConfig(folder);
        rewrite(model, "layernorm.bias", "F64", values.array());
        refused("tensor layernorm.bias holds NaN or infinity at 3");
    }

    /** The model's file with one tensor of another type in place of its own, after all others. */
    private void rewrite(ModelFolder model, String name, String type, byte[] bytes) throws IOException {
        Map<String, FloatTensor> others = new LinkedHashMap<>(model.tensors);
        others.remove(name);
        Path file = folder.resolve("model.safetensors");
        new SafetensorsWriter().addAll(others, DataType.F32).write(file);
        ByteBuffer written = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) written.getLong(0);
        String header = new String(written.array(), 8, length, StandardCharsets.UTF_8).strip();
        int data = written.capacity() - 8 - length;
        String entry = ",\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":[" + ModelFolder.WIDTH
                + "],\"data_offsets\":[" + data + "," + (data + bytes.length) + "]}}";
        byte[] json = (header.substring(0, header.length() - 1) + entry).getBytes(StandardCharsets.UTF_8);
        ByteBuffer changed = ByteBuffer.allocate(8 + json.length + data + bytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(written.array(), 8 + length, data)
                .put(bytes);
        Files.write(file, changed.array());
    }

    @Test
    void aTensorWithoutAxesOrWithTooManyIsNamed() throws IOException {
        ModelFolder model = ModelFolder.dinov2(0);
        model.tensors.put("layernorm.bias", FloatTensor.zeros());
        model.write(folder);
        refused("layernorm.bias");
        model.tensors.put("layernorm.bias", FloatTensor.zeros(8, 1, 1, 1, 1, 1, 1, 1, 1));
        model.write(folder);
        refused("layernorm.bias");
        model.tensors.put("layernorm.bias", FloatTensor.zeros(0));
        model.write(folder);
        refused("layernorm.bias");
    }

    @Test
    void namesThatWouldChangeTheTerminalAreShownAsText() throws IOException {
        ModelFolder model = ModelFolder.dinov2(0);
        model.tensors.put("encoder.layer.0.\u001b[31m" + LONG, FloatTensor.zeros(1));
        model.tensors.put("encoder.layer.1.a\nb\u202e", FloatTensor.zeros(1));
        model.write(folder);
        refused("does not account for 2 tensors");
    }
}
