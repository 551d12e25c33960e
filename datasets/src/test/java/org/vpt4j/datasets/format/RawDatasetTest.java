package org.vpt4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawDatasetTest {
    private final Findings.Collector findings = new Findings.Collector();

    private static RawImage image(String file, int line, double... lefts) {
        Place place = new Place("boxes.txt", line);
        List<RawBox> boxes = Arrays.stream(lefts)
                .mapToObj(left -> new RawBox("cat", left, 0, left + 5, 5, false, Double.NaN, place))
                .toList();
        return new RawImage("a.png", Path.of(file), 0, 0, place, boxes);
    }

    private static RawDataset of(RawImage... images) {
        return new RawDataset(List.of(), List.of(new RawDataset.Part(RawDataset.UNNAMED, List.of(images))));
    }

    @Test
    void anImageThatIsGivenAgainHasTheBoxesOfAllWhichIsNoted() {
        RawDataset data = of(image("a.png", 1, 0, 10), image("a.png", 2, 10, 20), image("a.png", 3, 30));

        assertThat(data.images(findings).get("a.png").boxes())
                .extracting(RawBox::x1)
                .containsExactly(0.0, 10.0, 20.0, 30.0);
        assertThat(findings.collected().all())
                .containsExactly(
                        new Finding(
                                FindingKind.DUPLICATE_IMAGE,
                                "a.png",
                                new Place("boxes.txt", 2),
                                "with other boxes than in boxes.txt line 1",
                                "boxes joined"),
                        new Finding(
                                FindingKind.DUPLICATE_IMAGE,
                                "a.png",
                                new Place("boxes.txt", 3),
                                "with other boxes than in boxes.txt line 1",
                                "boxes joined"));
    }

    @Test
    void anImageThatIsGivenAgainWithTheSameBoxesIsNotNoted() {
        RawDataset data = of(image("a.png", 1, 0, 10), image("./a.png", 2, 10, 0));

        assertThat(data.images(findings).get("a.png").boxes()).hasSize(2);
        assertThat(findings.collected().isEmpty()).isTrue();
    }

    @Test
    void twoImagesOfOneNameAreRefused() {
        RawDataset data = of(image("train/a.png", 1, 0), image("val/a.png", 2, 0));

        assertThatThrownBy(() -> data.images(findings))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("boxes.txt line 2: the name a.png stands for two images")
                .hasMessageContaining(Path.of("train/a.png") + " and " + Path.of("val/a.png"));
    }
}
