package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.FilePosition;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/** What the readers of the project never hand over, but one from elsewhere may. */
class EntryCheckTest {
    private static final FilePosition PLACE = new FilePosition("boxes.txt", 3);

    private final Findings.Collector findings = new Findings.Collector();

    private List<Annotation> accept(String className, double x1, double x2) {
        DatasetEntries.BoxEntry box = new DatasetEntries.BoxEntry(className, x1, 2, x2, 9, false, Double.NaN, PLACE);
        DatasetEntries.ImageEntry image =
                new DatasetEntries.ImageEntry("a.png", Path.of("a.png"), 0, 0, PLACE, List.of(box));
        return new EntryCheck(List.of("cat", "bird"), UnclearRotations.NONE, findings)
                .accept(image, ImageCheck.Result.of(new ImageSize(64, 48)), false)
                .map(LabelledImage::annotations)
                .orElse(List.of());
    }

    @Test
    void aBoxHasThePositionOfItsClass() {
        assertThat(accept("bird", 1, 5)).containsExactly(Annotation.of(1, new Box(1, 2, 5, 9)));
    }

    @Test
    void aBoxOfAClassThatIsNotDeclaredIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> accept("dog", 1, 5))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("boxes.txt line 3: a box of a.png has the class \"dog\"")
                .hasMessageContaining("the declared classes are [cat, bird]");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY})
    void aBoxWithoutEndIsRefusedWithItsPlace(double edge) {
        assertThatThrownBy(() -> accept("cat", Math.min(1, edge), Math.max(5, edge)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("boxes.txt line 3: the box [")
                .hasMessageContaining("Infinity");
    }

    @Test
    void aBoxWithoutNumbersIsDroppedAndNamed() {
        assertThat(accept("cat", Double.NaN, 5)).isEmpty();
        assertThat(findings.collected().all())
                .extracting(Findings.Finding::kind, Findings.Finding::detail)
                .containsExactly(
                        tuple(Findings.Finding.Kind.BOX_EMPTY, "[NaN, 2, 5, 9]"),
                        tuple(Findings.Finding.Kind.NO_USABLE_BOX, "1 box"));
    }
}
