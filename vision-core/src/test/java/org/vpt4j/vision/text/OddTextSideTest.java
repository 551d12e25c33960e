package org.vpt4j.vision.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

/** Models of the golden files, changed in ways that public models are, or that nothing here can run. */
class OddTextSideTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path root;

    /** Files whose vocabulary was made larger than the tokenizer's; a text that is cut still ends with its end token. */
    @ParameterizedTest
    @CsvSource({
        "clip-legacy-end, config.json, /text_config, text_model.embeddings.token_embedding.weight",
        "open-clip, open_clip_config.json, /model_cfg/text_cfg, token_embedding.weight"
    })
    void rowsThatTheTokenizerDoesNotKnowChangeNothing(String model, String config, String section, String token)
            throws IOException {
        Path folder = copy(model);
        Map<String, FloatTensor> tensors = tensors(folder);
        FloatTensor table = tensors.get(token);
        int more = 21 * Math.toIntExact(table.shape()[1]);
        float[] rows = Arrays.copyOf(table.values(), table.size() + more);
        Arrays.fill(rows, table.size(), rows.length, 3);
        long count = table.shape()[0] + 21;
        tensors.put(token, new FloatTensor(new long[] {count, table.shape()[1]}, rows));
        write(folder, tensors);
        change(folder.resolve(config), json -> ((ObjectNode) json.at(section)).put("vocab_size", count));
        requireGolden(model, folder);
    }

    /** The key of older files, which precedes the new one. */
    @Test
    void theOldKeyOfTheConfigurationPrecedesTheNewOne() throws IOException {
        Path folder = copy("clip");
        change(folder.resolve("config.json"), json -> {
            json.set("text_config_dict", json.get("text_config").deepCopy());
            ((ObjectNode) json.get("text_config")).put("hidden_act", "gelu").put("num_attention_heads", 4);
        });
        requireGolden("clip", folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transformer.resblocks.1.ls_1.gamma",
                "transformer.resblocks.0.attn.ln_q.weight",
                "transformer.resblocks.7.ln_1.weight",
                "cls_emb"
            })
    void whatTheLayersWouldComputeInAdditionIsRefusedByName(String tensor) throws IOException {
        Path folder = copy("open-clip");
        Map<String, FloatTensor> tensors = tensors(folder);
        tensors.put(tensor, FloatTensor.zeros(16));
        write(folder, tensors);
        assertThatThrownBy(() -> TextFolder.in(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(tensor)
                .hasMessageContaining("use ");
    }

    @ParameterizedTest
    @CsvSource({"pool_type, first", "pool_type, none", "proj_type, none"})
    void otherPoolingIsRefusedByName(String key, String value) throws IOException {
        Path folder = copy("open-clip");
        change(folder.resolve("open_clip_config.json"), json -> ((ObjectNode) json.at("/model_cfg/text_cfg"))
                .put(key, value));
        assertThatThrownBy(() -> TextFolder.in(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("\"" + value + "\" cannot be run");
    }

    private interface Change {
        void apply(ObjectNode json);
    }

    private static void change(Path file, Change change) throws IOException {
        ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
        change.apply(json);
        JSON.writeValue(file.toFile(), json);
    }

    private Path copy(String model) throws IOException {
        Path folder = Files.createDirectory(root.resolve(model));
        try (var files = Files.list(GoldenText.folder(model, root))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        return folder;
    }

    private static Path weights(Path folder) {
        Path own = folder.resolve("open_clip_model.safetensors");
        return Files.exists(own) ? own : folder.resolve("model.safetensors");
    }

    private static Map<String, FloatTensor> tensors(Path folder) {
        Safetensors file = Safetensors.open(weights(folder));
        Map<String, FloatTensor> tensors = new TreeMap<>();
        for (String name : file.names()) {
            if (file.entry(name).type().readableAsFloats()) {
                tensors.put(name, file.tensor(name));
            }
        }
        return tensors;
    }

    private static void write(Path folder, Map<String, FloatTensor> tensors) {
        new SafetensorsWriter().addAll(tensors, DataType.F32).write(weights(folder));
    }

    private static void requireGolden(String model, Path folder) throws IOException {
        JsonNode expected = JSON.readTree(folder.resolve("expected.json").toFile());
        List<String> texts = new ArrayList<>();
        expected.path("texts").forEach(text -> texts.add(text.textValue()));
        TextFolder text = TextFolder.in(folder).orElseThrow();
        try (TextTokenizer tokenizer = TextTokenizer.open(text.folder(), text.config(), text.rules());
                OnnxTextEncoder encoder = new OnnxTextEncoder(text)) {
            float[] actual = encoder.embed(tokenizer.encode(texts)).values();
            assertThat(actual).as(model).hasSize(expected.path("embeddings").size());
            for (int i = 0; i < actual.length; i++) {
                assertThat((double) actual[i])
                        .isCloseTo(expected.path("embeddings").get(i).doubleValue(), within(1e-4));
            }
        }
    }
}
