package org.vpt4j.vision.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.vision.error.VptException;

/** Tokenizers made to do harm, next to the text side of a golden model. */
class HostileTokenizerTest {
    @TempDir
    private Path root;

    private Path folder;

    private void model() throws IOException {
        folder = Files.createDirectory(root.resolve("model"));
        try (Stream<Path> files = Files.list(GoldenText.folder("clip", root))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    private void refused(String reason) {
        TextFolder text = TextFolder.in(folder).orElseThrow();
        assertThatThrownBy(() -> {
                    try (TextTokenizer tokenizer = TextTokenizer.open(text.folder(), text.config(), text.rules())) {
                        tokenizer.encode(List.of("a red circle"));
                    }
                })
                .isInstanceOf(VptException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(reason)
                .message()
                .hasSizeLessThan(1000)
                .matches("\\P{Cntrl}*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"model\": {}}",
                "{\"model\": {\"type\": \"Unknown\"}}",
                "{\"version\": \"9.0\", \"model\": {\"type\": \"BPE\", \"vocab\": {}, \"merges\": []}}",
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": -1}, \"merges\": []}}",
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"b c\"]}}",
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"one\"]}}",
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 99999999999}, \"merges\": []}}",
                "{\"model\": {\"type\": \"Unigram\", \"vocab\": [], \"unk_id\": 5}}"
            })
    void aTokenizerThatIsNoneIsRefused(String json) throws IOException {
        model();
        Files.writeString(folder.resolve("tokenizer.json"), json);
        refused("tokenizer");
    }

    @Test
    void deepJsonIsRefused() throws IOException {
        model();
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\":" + "[".repeat(100_000));
        refused("tokenizer");
    }

    @Test
    void aFileThatIsTooLargeOrNoTextIsRefusedByName() throws IOException {
        model();
        Path file = folder.resolve("tokenizer.json");
        Files.write(file, new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'});
        refused("tokenizer.json is not UTF-8");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(3L << 30);
        }
        refused("tokenizer.json has 3221225472 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        []                              | vocab.json
        {"a": "b"}                      | vocab.json
        {"a": -1}                       | vocab.json
        {"a": 0.5}                      | vocab.json
        {"a": 99999999999}              | vocab.json
        {"a": 0, "a": 1}                | vocab.json
        {}                              | vocab.json
        """)
    void aVocabularyThatIsNoneIsRefused(String json, String reason) throws IOException {
        model();
        Files.deleteIfExists(folder.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("vocab.json"), json);
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\na b\n");
        refused(reason);
    }

    @Test
    void aTokenThatTheModelDoesNotKnowIsRefused() throws IOException {
        model();
        assertThat(folder.resolve("tokenizer.json")).exists();
        String words =
                "{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a red circle\": 4000000}, \"unk_token\": \"[UNK]\"}}";
        Files.writeString(folder.resolve("tokenizer.json"), words);
        refused("token");
    }
}
