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
    private static final Map<String, String> UNUSED = Map.of(
            "\\bpictures?\\b", "image",
            "\\bcanvas(es)?\\b", "input size, input");

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
