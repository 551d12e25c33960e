package org.vpt4j.vision.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/** Text encoders against transformers and OpenCLIP; golden/text/make_text_golden.py made the models and values. */
class TextParityTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/text");

    @TempDir
    private Path copies;

    private static List<String> models() {
        return List.of(
                "clip",
                "clip-legacy-end",
                "clip-vocabulary",
                "siglip",
                "siglip2",
                "siglip2-flexible",
                "open-clip",
                "open-clip-siglip");
    }

    @ParameterizedTest
    @MethodSource("models")
    void tokensAreThoseOfTheReference(String model) throws IOException {
        JsonNode expected = expected(model);
        TextFolder text = open(model);
        try (TextTokenizer tokenizer = TextTokenizer.open(text.folder(), text.config(), text.rules())) {
            for (int i = 0; i < expected.path("texts").size(); i++) {
                String words = expected.path("texts").get(i).textValue();
                long[] ids = tokenizer.encode(List.of(words)).ids()[0];
                assertThat(ids)
                        .as(words)
                        .containsExactly(longs(expected.path("ids").get(i)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void onnxGivesTheReferencesEmbeddings(String model) throws IOException {
        JsonNode expected = expected(model);
        TextFolder text = open(model);
        try (TextTokenizer tokenizer = TextTokenizer.open(text.folder(), text.config(), text.rules());
                OnnxTextEncoder encoder = new OnnxTextEncoder(text)) {
            float[] actual = encoder.embed(tokenizer.encode(texts(expected))).values();
            requireClose(actual, expected.path("embeddings"));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void torchScriptGivesTheReferencesEmbeddings(String model) throws IOException {
        JsonNode expected = expected(model);
        TextFolder text = open(model);
        try (TextTokenizer tokenizer = TextTokenizer.open(text.folder(), text.config(), text.rules());
                Script script = ClassTexts.script(text.config());
                NDManager scope = NDManager.newBaseManager("PyTorch")) {
            TextTokenizer.Tokens tokens = tokenizer.encode(texts(expected));
            Map<String, NDArray> weights = new LinkedHashMap<>();
            text.config()
                    .shapes()
                    .forEach((name, shape) ->
                            weights.put(name, text.tensors().weight(name, shape).toArray(scope)));
            NDList inputs = new NDList(
                    Tensors.asTensor(weights.remove("token")),
                    scope.create(new Shape(0, text.config().width())),
                    scope.create(tokens.flat(), new Shape(tokens.ids().length, tokens.length())),
                    scope.create(tokens.ends()));
            inputs.addAll(Tensors.of(weights).asDictionary("w"));
            requireClose(
                    script.call(scope, inputs, false).singletonOrThrow().toFloatArray(), expected.path("embeddings"));
        }
    }

    private TextFolder open(String model) throws IOException {
        return TextFolder.in(GoldenText.folder(model, copies)).orElseThrow();
    }

    private static JsonNode expected(String model) throws IOException {
        return new ObjectMapper()
                .readTree(GOLDEN.resolve(model).resolve("expected.json").toFile());
    }

    private static List<String> texts(JsonNode expected) {
        List<String> texts = new ArrayList<>();
        expected.path("texts").forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    private static long[] longs(JsonNode numbers) {
        long[] values = new long[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).longValue();
        }
        return values;
    }

    private static void requireClose(float[] actual, JsonNode expected) {
        assertThat(actual).hasSize(expected.size());
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i])
                    .as("value %d", i)
                    .isCloseTo(expected.get(i).doubleValue(), within(1e-4));
        }
    }
}
