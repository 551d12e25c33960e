package org.vpt4j.samples.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of this project that people read: README, CONTRIBUTING and those in docs. */
public final class Pages {
    private Pages() {}

    /** The folder that holds README.md. */
    public static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("README.md")) || !Files.exists(root.resolve("CONTRIBUTING.md"))) {
            root = root.getParent();
        }
        return root;
    }

    /** Text of every page by its file. */
    public static Map<Path, String> all() throws IOException {
        Map<Path, String> pages = new TreeMap<>();
        try (Stream<Path> docs = Files.list(root().resolve("docs"))) {
            for (Path page : Stream.concat(
                            Stream.of(root().resolve("README.md"), root().resolve("CONTRIBUTING.md")),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .toList()) {
                pages.put(page, Files.readString(page));
            }
        }
        return pages;
    }

    /** The blocks of code of a language, such as "java" or "sh". */
    public static List<String> blocks(String page, String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** The inline code of a page, lines joined. */
    public static List<String> inlineCode(String page) {
        return Pattern.compile("`([^`]+)`")
                .matcher(page.replaceAll("(?s)```.*?```", ""))
                .results()
                .map((MatchResult found) -> found.group(1).replaceAll("\\s+", " "))
                .toList();
    }
}
