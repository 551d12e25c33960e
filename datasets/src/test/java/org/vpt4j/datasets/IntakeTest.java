package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.Finding;
import org.vpt4j.datasets.format.FindingKind;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.datasets.format.ImageCheck;
import org.vpt4j.datasets.format.Place;
import org.vpt4j.datasets.format.RawBox;
import org.vpt4j.datasets.format.RawImage;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/** What the readers of the project never hand over, but one from elsewhere may. */
class IntakeTest {
    private static final Place PLACE = new Place("boxes.txt", 3);

    private final Findings.Collector findings = new Findings.Collector();

    private List<Annotation> accept(String className, double x1, double x2) {
        RawBox box = new RawBox(className, x1, 2, x2, 9, false, Double.NaN, PLACE);
        RawImage image = new RawImage("a.png", Path.of("a.png"), 0, 0, PLACE, List.of(box));
        return new Intake(List.of("cat", "bird"), findings)
                .accept(image, new ImageCheck.Result(Optional.of(new ImageSize(64, 48)), ""))
                .orElseThrow()
                .annotations();
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
                .hasMessageContaining("declares the classes [cat, bird]");
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
                .extracting(Finding::kind, Finding::detail)
                .containsExactly(tuple(FindingKind.BOX_EMPTY, "[NaN, 2, 5, 9]"));
    }
}
