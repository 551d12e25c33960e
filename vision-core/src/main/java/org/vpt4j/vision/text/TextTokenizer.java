package org.vpt4j.vision.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.WeightsException;

/**
 * Turns texts into a text encoder's tokens, by the tokenizer files of its folder. Owns native memory: close it.
 *
 * <p>A text that is too long loses its last words, not the token that ends it.
 */
final class TextTokenizer implements AutoCloseable {
    private static final String FILE = "tokenizer.json";

    private final HuggingFaceTokenizer tokenizer;
    private final TextConfig config;
    private final Rules rules;
    private final Path folder;

    /**
     * What a family does besides its {@code tokenizer.json}.
     *
     * @param end number of the token that ends a text
     * @param padding number of the token that fills texts up
     * @param cleaning of the text before
     */
    record Rules(int end, int padding, Cleaning cleaning) {}

    /** What is done to a text before it is split. */
    enum Cleaning {
        /** What {@code tokenizer.json} says, which for CLIP is lower-casing and joining spaces. */
        NONE,
        /** Lower case, as SigLIP 2 was trained. */
        LOWER_CASE,
        /** Lower case without ASCII punctuation and double spaces, as SigLIP was trained. */
        CANONICAL,
        /** The same, but an underscore is a space, as OpenCLIP does it. */
        CANONICAL_WORDS;

        String clean(String text) {
            return switch (this) {
                case NONE -> text;
                case LOWER_CASE -> text.toLowerCase(Locale.ROOT);
                case CANONICAL_WORDS -> CANONICAL.clean(text.replace('_', ' '));
                case CANONICAL ->
                    text.toLowerCase(Locale.ROOT)
                            .replaceAll("\\p{Punct}", "")
                            .replaceAll("\\s+", " ")
                            .strip();
            };
        }
    }

    /**
     * Texts as tokens.
     *
     * @param ids {@code [B][T]}, all of the same length
     * @param ends position of the token whose output stands for the text, for each text
     */
    @SuppressWarnings("ArrayRecordComponent") // stays within this package, compared by nobody
    record Tokens(long[][] ids, long[] ends) {
        int length() {
            return ids.length == 0 ? 0 : ids[0].length;
        }

        long[] flat() {
            return Arrays.stream(ids).flatMapToLong(Arrays::stream).toArray();
        }
    }

    private TextTokenizer(HuggingFaceTokenizer tokenizer, TextConfig config, Rules rules, Path folder) {
        this.tokenizer = tokenizer;
        this.config = config;
        this.rules = rules;
        this.folder = folder;
    }

    /**
     * Reads {@code tokenizer.json}, or CLIP's {@code vocab.json} and {@code merges.txt}.
     *
     * @throws WeightsException if there is none, or it is damaged
     */
    static TextTokenizer open(Path folder, TextConfig config, Rules rules) {
        String json = json(folder);
        Map<String, String> plain = Map.of("padding", "false", "truncation", "false", "addSpecialTokens", "true");
        try {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), plain);
            return new TextTokenizer(tokenizer, config, rules, folder);
        } catch (IOException | RuntimeException e) {
            throw new WeightsException(
                    "the tokenizer in " + folder + " cannot be used: " + Excerpt.of(String.valueOf(e.getMessage()))
                            + "; copy or download its tokenizer.json again",
                    e);
        }
    }

    private static String json(Path folder) {
        Path file = folder.resolve(FILE);
        if (Files.isRegularFile(file)) {
            return TokenizerText.read(file);
        }
        if (ClipVocabulary.isIn(folder)) {
            return ClipVocabulary.tokenizerJson(folder);
        }
        boolean pieces =
                Files.exists(folder.resolve("spiece.model")) || Files.exists(folder.resolve("tokenizer.model"));
        throw new WeightsException(folder + " has no " + FILE
                + (pieces
                        ? ", only a SentencePiece model; python -c \"from transformers import AutoTokenizer as t;"
                                + " t.from_pretrained('" + folder + "').save_pretrained('" + folder + "')\" makes it"
                        : "; put the model's " + FILE + " there, or CLIP's " + ClipVocabulary.VOCABULARY + " and "
                                + ClipVocabulary.MERGES));
    }

    /** Number of tokens of a text, with those that begin and end it. */
    int count(String text) {
        return ids(text).length;
    }

    /** Encodes texts, padded to the longest, or to the full context where that has an effect. */
    Tokens encode(List<String> texts) {
        long[][] ids = texts.stream().map(this::ids).toArray(long[][]::new);
        return padded(ids);
    }

    /** Texts that are tokens already, cut to the context and padded likewise. */
    Tokens padded(long[][] texts) {
        int longest = config.isPadded()
                ? config.context()
                : Arrays.stream(texts)
                        .mapToInt(text -> Math.min(text.length, config.context()))
                        .max()
                        .orElse(1);
        long[][] ids = new long[texts.length][longest];
        long[] ends = new long[texts.length];
        for (int i = 0; i < texts.length; i++) {
            long[] text = texts[i];
            int length = Math.min(text.length, longest);
            Arrays.fill(ids[i], rules.padding());
            System.arraycopy(text, 0, ids[i], 0, length);
            if (text.length > longest) {
                ids[i][longest - 1] = text[text.length - 1]; // what the tokenizer ends texts with
            }
            ends[i] = end(ids[i], length);
        }
        return new Tokens(ids, ends);
    }

    /** The tokens of one text, as many as there are. */
    long[] ids(String text) {
        long[] ids = tokenizer.encode(rules.cleaning().clean(text)).getIds();
        for (long id : ids) {
            if (id >= config.vocabulary()) {
                throw new WeightsException("the tokenizer in " + folder + " knows a token " + id
                        + ", but the model's vocabulary has " + config.vocabulary()
                        + "; use the tokenizer and weights of the same model");
            }
        }
        return ids;
    }

    private long end(long[] ids, int length) {
        int found = ids.length - 1;
        if (config.pooling() == TextConfig.Pooling.END_OF_TEXT) {
            found = 0; // where there is none, as in the software that defines these models
            for (int i = length - 1; i >= 0; i--) {
                found = ids[i] == rules.end() ? i : found;
            }
        } else if (config.pooling() == TextConfig.Pooling.HIGHEST) {
            found = 0;
            for (int i = 1; i < length; i++) {
                found = ids[i] > ids[found] ? i : found;
            }
        }
        return found;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
