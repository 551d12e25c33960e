package org.vpt4j.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.vpt4j.samples.readme.Pages;

/** The project's own files as texts, for tests of what they say. */
final class Sources {
    static final List<String> MODULES = List.of("vision-core", "datasets", "detect-heads", "samples");

    private Sources() {}

    /** Java files of src/main by their path below the root. */
    static Map<Path, String> mainJava() throws IOException {
        Map<Path, String> texts = new TreeMap<>();
        for (String module : MODULES) {
            add(texts, Path.of(module, "src/main/java"), file -> file.endsWith(".java"));
        }
        return texts;
    }

    /** Everything that people read: Java and resources of src/main, pages, scripts and poms. */
    static Map<Path, String> all() throws IOException {
        Map<Path, String> texts = mainJava();
        for (String module : MODULES) {
            add(texts, Path.of(module, "src/main/resources"), file -> file.matches(".*\\.(md|py|css|js|properties)"));
            add(texts, Path.of(module, "pom.xml"), file -> true);
        }
        add(texts, Path.of("samples/src/benchmarks"), file -> true);
        for (String file : List.of("pom.xml", "vpt4j", ".ci/run", "NOTICE")) {
            add(texts, Path.of(file), name -> true);
        }
        for (Map.Entry<Path, String> page : Pages.all().entrySet()) {
            texts.put(Pages.root().relativize(page.getKey()), page.getValue());
        }
        return texts;
    }

    private static void add(Map<Path, String> texts, Path place, Predicate<String> wanted) throws IOException {
        Path root = Pages.root();
        if (!Files.exists(root.resolve(place))) {
            return;
        }
        try (Stream<Path> files = Files.walk(root.resolve(place))) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> wanted.test(file.getFileName().toString()))
                    .toList()) {
                texts.put(root.relativize(file), Files.readString(file));
            }
        }
    }
}
