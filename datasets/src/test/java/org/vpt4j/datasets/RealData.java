package org.vpt4j.datasets;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds real datasets: below {@code VPT4J_DATA}, else in {@code ../shared/data} of the repository. */
final class RealData {
    private RealData() {}

    /** The folder of a dataset; the test that asks is skipped where it is absent. */
    static Path folder(String name) {
        Optional<Path> found = roots().map(root -> root.resolve(name))
                .filter(Files::isDirectory)
                .findFirst();
        assumeTrue(found.isPresent(), "no dataset '" + name + "' here; set VPT4J_DATA to the folder that holds it");
        return found.orElseThrow();
    }

    private static Stream<Path> roots() {
        String said = System.getProperty("VPT4J_DATA", System.getenv().getOrDefault("VPT4J_DATA", ""));
        if (!said.isBlank()) {
            return Stream.of(Path.of(said));
        }
        return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
                .map(path -> path.resolve("shared").resolve("data"));
    }
}
