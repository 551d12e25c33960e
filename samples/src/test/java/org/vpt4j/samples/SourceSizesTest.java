package org.vpt4j.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Packages are few and hide what is theirs; files stay readable. */
class SourceSizesTest {
    private static final int MOST_PACKAGES = 50;
    private static final int LONGEST_FILE = 400;
    private static final double MOST_PUBLIC = 0.40;
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("(?m)^public (?:\\w+ )*(?:class|record|interface|enum|@interface) ");

    @Test
    void noFileIsTooLong() throws IOException {
        Map<Path, Long> lines = new TreeMap<>();
        Sources.mainJava().forEach((file, text) -> lines.put(file, text.lines().count()));

        assertThat(lines).isNotEmpty().allSatisfy((file, count) -> assertThat(count)
                .as(file.toString())
                .isLessThanOrEqualTo(LONGEST_FILE));
    }

    @Test
    void packagesAreFewAndEachSaysWhatBelongsThere() throws IOException {
        Set<Path> packages = new TreeSet<>();
        Map<Path, String> files = Sources.mainJava();
        files.keySet().forEach(file -> packages.add(file.getParent()));

        assertThat(packages).hasSizeLessThanOrEqualTo(MOST_PACKAGES);
        assertThat(packages).allSatisfy(folder -> assertThat(files).containsKey(folder.resolve("package-info.java")));
    }

    @Test
    void mostTypesAreHiddenInTheirPackage() throws IOException {
        Map<Path, String> types = Sources.mainJava();
        types.keySet().removeIf(file -> file.endsWith("package-info.java"));

        long open = types.values().stream()
                .filter(text -> PUBLIC_TYPE.matcher(text).find())
                .count();

        assertThat((double) open / types.size())
                .as(open + " of " + types.size() + " types are public")
                .isLessThanOrEqualTo(MOST_PUBLIC);
    }
}
