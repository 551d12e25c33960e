package org.vpt4j.vision.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.WeightsException;

/**
 * CLIP's byte-pair encoding (Radford et al. 2021) as its older files have it, {@code vocab.json} and {@code merges.txt}, turned
 * into the {@code tokenizer.json} that Hugging Face makes of them.
 */
final class ClipVocabulary {
    static final String VOCABULARY = "vocab.json";
    static final String MERGES = "merges.txt";

    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";
    private static final String WORDS =
            "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"; // the fast tokenizer of transformers
    private static final ObjectMapper JSON = new ObjectMapper();

    private ClipVocabulary() {}

    static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(VOCABULARY)) && Files.isRegularFile(folder.resolve(MERGES));
    }

    /**
     * The text of a {@code tokenizer.json}.
     *
     * @throws WeightsException if the files are not CLIP's
     */
    static String tokenizerJson(Path folder) {
        Path file = folder.resolve(VOCABULARY);
        try {
            JsonNode vocabulary = JSON.readTree(TokenizerText.read(file));
            List<String> lines =
                    TokenizerText.read(folder.resolve(MERGES)).lines().toList();
            if (vocabulary == null
                    || !vocabulary.path(START).isInt()
                    || !vocabulary.path(END).isInt()) {
                throw new WeightsException(file + " is not CLIP's vocabulary: it has no " + START + " and " + END
                        + "; put the model's tokenizer.json next to it");
            }
            ObjectNode root = JSON.createObjectNode().put("version", "1.0");
            special(root.putArray("added_tokens"), vocabulary);
            ArrayNode normalizers =
                    root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
            normalizers.addObject().put("type", "NFC");
            ObjectNode spaces = normalizers.addObject().put("type", "Replace");
            spaces.putObject("pattern").put("Regex", "\\s+");
            spaces.put("content", " ");
            normalizers.addObject().put("type", "Lowercase");
            ArrayNode before =
                    root.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
            ObjectNode split = before.addObject().put("type", "Split");
            split.putObject("pattern").put("Regex", WORDS);
            split.put("behavior", "Removed").put("invert", true);
            before.addObject()
                    .put("type", "ByteLevel")
                    .put("add_prefix_space", false)
                    .put("trim_offsets", true)
                    .put("use_regex", true);
            ObjectNode after = root.putObject("post_processor").put("type", "RobertaProcessing");
            after.putArray("sep").add(END).add(vocabulary.path(END).intValue());
            after.putArray("cls").add(START).add(vocabulary.path(START).intValue());
            after.put("trim_offsets", false).put("add_prefix_space", false);
            ObjectNode model = root.putObject("model").put("type", "BPE").put("unk_token", END);
            model.put("continuing_subword_prefix", "")
                    .put("end_of_word_suffix", "</w>")
                    .put("fuse_unk", false);
            model.set("vocab", vocabulary);
            ArrayNode merges = model.putArray("merges");
            lines.stream()
                    .skip(lines.isEmpty() || !lines.get(0).startsWith("#version") ? 0 : 1)
                    .filter(line -> !line.isBlank())
                    .forEach(merges::add);
            return root.toString();
        } catch (JsonProcessingException e) {
            throw new WeightsException(
                    file + " is not valid JSON: " + Excerpt.of(e.getOriginalMessage()) + "; copy or download it again",
                    e);
        }
    }

    private static void special(ArrayNode added, JsonNode vocabulary) {
        for (String token : List.of(START, END)) {
            added.addObject()
                    .put("id", vocabulary.path(token).intValue())
                    .put("content", token)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", true)
                    .put("special", true);
        }
    }
}
