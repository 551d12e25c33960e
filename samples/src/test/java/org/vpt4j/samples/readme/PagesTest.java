package org.vpt4j.samples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** README and docs: their Java is compiled in this package, their links lead somewhere, and the README stays short. */
class PagesTest {
    private static final int LONGEST_README = 180;
    private static final Pattern HEADING = Pattern.compile("(?m)^(#{1,4}) (.+)$");

    @Test
    void javaOnThePagesIsCompiledHere() throws IOException {
        List<String> sources = sources(Pages.root().resolve("samples/src/test/java/org/vpt4j/samples/readme"));
        int count = 0;
        for (Map.Entry<Path, String> page : Pages.all().entrySet()) {
            if (page.getKey().endsWith("CONTRIBUTING.md")) {
                continue; // its code is that of the recipes
            }
            for (String block : Pages.blocks(page.getValue(), "java")) {
                assertThat(sources).as(page.getKey() + ": " + block).anyMatch(source -> source.contains(flat(block)));
                count++;
            }
        }
        assertThat(count).isGreaterThanOrEqualTo(6);
    }

    @Test
    void theReadmeShowsJavaOnItsFirstScreenAndIsShort() throws IOException {
        String readme = Files.readString(Pages.root().resolve("README.md"));

        assertThat(readme.lines().count()).isLessThanOrEqualTo(LONGEST_README);
        String first = readme.substring(0, readme.indexOf("\n## "));
        assertThat(first).contains("arxiv.org/abs/2203.12119", "docs/demo.jpg", "mvn -B verify", "./vpt4j demo");
        assertThat(Pages.blocks(first, "java"))
                .singleElement()
                .satisfies(block -> assertThat(block.lines().count()).isLessThanOrEqualTo(6));
    }

    @Test
    void theReadmesContentsListItsSections() throws IOException {
        String readme = Files.readString(Pages.root().resolve("README.md"));

        String contents = readme.substring(readme.indexOf("**Contents**"), readme.indexOf("\n## "));
        assertThat(anchors(readme))
                .filteredOn(anchor -> !anchor.equals("vpt4j"))
                .allSatisfy(anchor -> assertThat(contents).contains("(#" + anchor + ")"));
    }

    @Test
    void linksLeadToFilesAndHeadings() throws IOException {
        for (Map.Entry<Path, String> page : Pages.all().entrySet()) {
            for (String link : links(page.getValue())) {
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? page.getKey()
                        : page.getKey().resolveSibling(parts[0]).normalize();
                assertThat(target).as(page.getKey() + " links to " + link).exists();
                if (parts.length > 1) {
                    assertThat(anchors(Files.readString(target)))
                            .as(page.getKey() + " links to " + link)
                            .contains(parts[1]);
                }
            }
        }
    }

    /** Links and images within the project. */
    private static List<String> links(String page) {
        return Pattern.compile("]\\(([^)\\s]+)\\)")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .filter(link -> !link.startsWith("http"))
                .toList();
    }

    /** Headings as GitHub names them in links. */
    private static List<String> anchors(String page) {
        return HEADING.matcher(page.replaceAll("(?s)```.*?```", ""))
                .results()
                .map(found -> found.group(2)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static List<String> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> sources = new ArrayList<>();
            for (Path file : files.toList()) {
                sources.add(flat(Files.readString(file)));
            }
            return sources;
        }
    }

    /** Lines break differently on a page than in a file. */
    private static String flat(String text) {
        return text.strip().replaceAll("\\s+", " ").replace(" .", ".");
    }
}
