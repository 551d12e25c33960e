package org.vpt4j.samples.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.vision.error.ConfigException;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "photos/*.jpg       | photos/a.jpg       | true",
                "photos/*.jpg       | photos/deep/a.jpg  | false",
                "photos/*.jpg       | photos/a.png       | false",
                "photos/**/*.jpg    | photos/a.jpg       | true",
                "photos/**/*.jpg    | photos/x/y/a.jpg   | true",
                "photos/**/*.jpg    | other/a.jpg        | false",
                "**/*.jpg           | a.jpg              | true",
                "**/*.jpg           | x/y/a.jpg          | true",
                "p?.[jp][pn]g       | p1.png             | true",
                "photos/{a,b}*.jpg  | photos/b7.jpg      | true",
                "photos/{a,b}*.jpg  | photos/c7.jpg      | false",
            })
    void starsStandForLettersAndTwoForFolders(String pattern, String path, boolean meant) {
        assertThat(Glob.of(pattern).matcher().matches(Path.of(path))).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "a/b/*.jpg, a/b, 1",
        "a/b*/c/*.jpg, a, 3",
        "*.jpg, '', 1",
        "a/**/*.jpg, a, 2147483647",
        "/x/*.jpg, /x, 1"
    })
    void theSearchBeginsAtTheLastFolderThatIsNamedAndGoesNoDeeperThanNeeded(String pattern, String folder, int depth) {
        assertThat(Glob.of(pattern).folder()).isEqualTo(Path.of(folder));
        assertThat(Glob.of(pattern).depth()).isEqualTo(depth);
    }

    @Test
    void aBrokenPatternIsRefusedWithAnExample() {
        assertThatThrownBy(() -> Glob.of("photos/{a,b.jpg"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("photos/{a,b.jpg is not a valid path pattern")
                .hasMessageContaining("photos/**/*.jpg");
    }
}
