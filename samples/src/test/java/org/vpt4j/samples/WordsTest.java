package org.vpt4j.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Code, help, messages and pages use the field's words; CONTRIBUTING has a glossary of them. */
class WordsTest {
    /** What is not said here, and what is said instead. Expressions ignore case; a space may be a line break in a comment. */
    private static final Map<String, String> UNUSED = Map.ofEntries(
            Map.entry("\\bpictures?\\b", "image"),
            Map.entry("\\bcanvas(es)?\\b", "input size, input"),
            Map.entry("\\banew\\b", "again"),
            Map.entry("\\bprompt-lr\\b", "tuning-lr"),
            Map.entry("\\bstands there already\\b", "is already set"),
            Map.entry("\\bfound out by itself\\b", "auto-detected"),
            Map.entry("\\bsaid again\\b", "rerun the command"),
            Map.entry("\\bgoes on\\b", "resumes, continues"),
            Map.entry("\\btells? no\\b", "reports no"),
            Map.entry("\\bh[eo]ld (it|them|others)? ?against\\b", "compare"),
            Map.entry("\\bwhat is dropped\\b", "dropped items"),
            Map.entry("\\bspeaks? of\\b", "mention"),
            Map.entry("\\bwhat .{1,40} comes? to\\b", "the result"));

    /** Files in which one of these is right, by the end of their path. */
    private static final Map<String, Set<String>> RIGHT = Map.of();

    @Test
    void wordsThatTheHouseDoesNotUseAreNotUsed() throws IOException {
        List<String> found = new ArrayList<>();
        for (Map.Entry<Path, String> file : Sources.all().entrySet()) {
            for (Map.Entry<String, String> word : UNUSED.entrySet()) {
                if (!isRight(file.getKey(), word.getKey())) {
                    find(file.getKey(), file.getValue(), word, found);
                }
            }
        }
        assertThat(found).as(String.join("\n", found)).isEmpty();
    }

    private static boolean isRight(Path file, String word) {
        return RIGHT.entrySet().stream()
                .anyMatch(entry ->
                        file.endsWith(entry.getKey()) && entry.getValue().contains(word));
    }

    private static void find(Path file, String text, Map.Entry<String, String> word, List<String> found) {
        Pattern.compile(word.getKey().replace(" ", "(?: |\\s*\n\\s*(?:\\*|//|#)?\\s*)"), Pattern.CASE_INSENSITIVE)
                .matcher(text)
                .results()
                .forEach(match -> found.add(String.format(
                        "%s line %d: \"%s\"; say: %s",
                        file, text.substring(0, match.start()).lines().count(), match.group(), word.getValue())));
    }
}
