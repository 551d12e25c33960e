package org.vpt4j.vision.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Class names with learned vectors among their tokens, numbered by the rows of a small table: the vectors of the K tokens in
 * use, and after them the learned ones.
 *
 * @param ids {@code [C][T]}
 * @param ends the position of the token that stands for each text
 * @param known {@code [K, W]}
 */
@SuppressWarnings("ArrayRecordComponent") // stays within this package, compared by nobody
record ContextTokens(long[][] ids, long[] ends, FloatTensor known) {
    private static final String END = "."; // as CoOp ends its texts

    static ContextTokens of(TextFolder text, TextTokenizer tokenizer, List<String> names, ClassTexts.Place place) {
        long[] empty = tokenizer.ids("");
        TextTokenizer.Tokens tokens = tokenizer.padded(texts(tokenizer, text.config(), empty, names, place));
        List<Long> used = new ArrayList<>();
        long[][] ids = compact(tokens.ids(), used);
        return new ContextTokens(ids, tokens.ends(), rows(text, used));
    }

    /** Tokens of each class; learned vectors are -1, -2 and so on. */
    private static long[][] texts(
            TextTokenizer tokenizer, TextConfig config, long[] empty, List<String> names, ClassTexts.Place place) {
        long[] stop = inner(tokenizer, END);
        List<long[]> texts = new ArrayList<>();
        for (String name : names) {
            long[] words = inner(tokenizer, name);
            int before =
                    switch (place.name()) {
                        case END -> place.vectors();
                        case MIDDLE -> place.vectors() / 2;
                        case FRONT -> 0;
                    };
            List<Long> ids = new ArrayList<>();
            Arrays.stream(empty).limit(begin(empty)).forEach(ids::add);
            learned(ids, 0, before);
            Arrays.stream(words).forEach(ids::add);
            learned(ids, before, place.vectors());
            Arrays.stream(stop).forEach(ids::add);
            Arrays.stream(empty).skip(begin(empty)).forEach(ids::add);
            if (ids.size() > config.context()) {
                throw new ConfigException(
                        "context",
                        "the class \"" + name + "\" has " + words.length + " tokens, which with " + place.vectors()
                                + " learned ones are more than the " + config.context()
                                + " that the text encoder reads; shorten the name, or learn fewer");
            }
            texts.add(ids.stream().mapToLong(Long::longValue).toArray());
        }
        return texts.toArray(long[][]::new);
    }

    private static void learned(List<Long> ids, int first, int end) {
        for (int i = first; i < end; i++) {
            ids.add(-1L - i);
        }
    }

    /** How many tokens begin every text, given those of the empty one: all but the one that ends it. */
    private static int begin(long[] empty) {
        return Math.max(0, empty.length - 1);
    }

    /** The tokens of words, without those that begin and end every text. */
    static long[] inner(TextTokenizer tokenizer, String words) {
        long[] empty = tokenizer.ids("");
        long[] all = tokenizer.ids(words);
        int last = empty.length > 0 && all.length > 0 && all[all.length - 1] == empty[empty.length - 1] ? 1 : 0;
        return Arrays.copyOfRange(all, Math.min(begin(empty), all.length), Math.max(begin(empty), all.length - last));
    }

    /** Numbers the used tokens from 0; learned vectors come after them. */
    private static long[][] compact(long[][] ids, List<Long> used) {
        for (long[] text : ids) {
            for (long id : text) {
                if (id >= 0 && !used.contains(id)) {
                    used.add(id);
                }
            }
        }
        return Arrays.stream(ids)
                .map(text -> Arrays.stream(text)
                        .map(id -> id >= 0 ? used.indexOf(id) : used.size() - 1 - id)
                        .toArray())
                .toArray(long[][]::new);
    }

    private static FloatTensor rows(TextFolder text, List<Long> used) {
        int width = text.config().width();
        FloatTensor table =
                text.tensors().weight("token", text.config().shapes().get("token"));
        FloatTensor rows = FloatTensor.zeros(used.size(), width);
        for (int i = 0; i < used.size(); i++) {
            System.arraycopy(table.values(), Math.toIntExact(used.get(i) * width), rows.values(), i * width, width);
        }
        return rows;
    }
}
