package org.vpt4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetEntriesTest {
    private final Findings.Collector findings = new Findings.Collector();

    private static DatasetEntries.ImageEntry image(String file, int line, double... lefts) {
        FilePosition place = new FilePosition("boxes.txt", line);
        List<DatasetEntries.BoxEntry> boxes = Arrays.stream(lefts)
                .mapToObj(left -> new DatasetEntries.BoxEntry("cat", left, 0, left + 5, 5, false, Double.NaN, place))
                .toList();
        return new DatasetEntries.ImageEntry("a.png", Path.of(file), 0, 0, place, boxes);
    }

    private static DatasetEntries of(DatasetEntries.ImageEntry... images) {
        return new DatasetEntries(List.of(), List.of(new DatasetEntries.Part(DatasetEntries.UNNAMED, List.of(images))));
    }

    @Test
    void anImageThatIsGivenAgainHasTheBoxesOfAllWhichIsNoted() {
        DatasetEntries data = of(image("a.png", 1, 0, 10), image("a.png", 2, 10, 20), image("a.png", 3, 30));

        assertThat(data.images(findings).get("a.png").boxes())
                .extracting(DatasetEntries.BoxEntry::x1)
                .containsExactly(0.0, 10.0, 20.0, 30.0);
        assertThat(findings.collected().all())
                .containsExactly(
                        new Findings.Finding(
                                Findings.Finding.Kind.DUPLICATE_IMAGE,
                                "a.png",
                                new FilePosition("boxes.txt", 2),
                                "its boxes differ from those in boxes.txt line 1",
                                "boxes merged"),
                        new Findings.Finding(
                                Findings.Finding.Kind.DUPLICATE_IMAGE,
                                "a.png",
                                new FilePosition("boxes.txt", 3),
                                "its boxes differ from those in boxes.txt line 1",
                                "boxes merged"));
    }

    @Test
    void anImageThatIsGivenAgainWithTheSameBoxesIsNotNoted() {
        DatasetEntries data = of(image("a.png", 1, 0, 10), image("./a.png", 2, 10, 0));

        assertThat(data.images(findings).get("a.png").boxes()).hasSize(2);
        assertThat(findings.collected().isEmpty()).isTrue();
    }

    @Test
    void twoImagesOfOneNameAreRefused() {
        DatasetEntries data = of(image("train/a.png", 1, 0), image("val/a.png", 2, 0));

        assertThatThrownBy(() -> data.images(findings))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("boxes.txt line 2: the name a.png stands for two images")
                .hasMessageContaining(Path.of("train/a.png") + " and " + Path.of("val/a.png"));
    }
}
