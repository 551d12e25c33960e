package org.vpt4j.vision.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.vpt4j.vision.backbone.ModelConfig;

/**
 * What {@code tokenizer_config.json} says about a tokenizer, and no other file: a model's own configuration repeats the
 * padding, but SigLIP 2's with a number that its tokenizer does not use.
 *
 * @param kind class in Hugging Face's software, such as {@code GemmaTokenizerFast}; empty if it is not said
 * @param padding number of the token that fills texts up, if it is said
 */
record TokenizerFacts(String kind, OptionalInt padding) {
    private static final String FILE = "tokenizer_config.json";

    static TokenizerFacts in(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return new TokenizerFacts("", OptionalInt.empty());
        }
        JsonNode json = ModelConfig.read(file).json();
        JsonNode padding = json.path("pad_token");
        String token = padding.isObject() ? padding.path("content").asText("") : padding.asText("");
        Optional<Integer> number = json.path("added_tokens_decoder").properties().stream()
                .filter(entry -> entry.getValue().path("content").asText("").equals(token))
                .map(Map.Entry::getKey)
                .filter(key -> key.matches("\\d{1,7}"))
                .map(Integer::valueOf)
                .findFirst();
        return new TokenizerFacts(
                json.path("tokenizer_class").asText(""),
                number.isPresent() ? OptionalInt.of(number.get()) : OptionalInt.empty());
    }

    /** Whether it is that of SigLIP 2, which is Gemma's; where it is not said, the vocabulary tells. */
    boolean isGemma(int vocabulary) {
        return kind.isEmpty() ? vocabulary > 255_000 : kind.startsWith("Gemma") || kind.startsWith("Siglip2");
    }
}
