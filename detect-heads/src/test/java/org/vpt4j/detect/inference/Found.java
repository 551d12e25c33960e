package org.vpt4j.detect.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;

/** Compares what two detectors have found. */
final class Found {
    private static final Offset<Double> CLOSE = within(1e-4);

    private Found() {}

    /** The same objects: scores within 1e-4, edges within 1e-4 of the image's longer side. */
    static void assertSame(List<Detection> found, List<Detection> expected, int longerSide) {
        Offset<Double> pixels = within(1e-4 * Math.max(1, longerSide));
        assertThat(found)
                .extracting(Detection::classIndex)
                .isEqualTo(expected.stream().map(Detection::classIndex).toList());
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).score()).isCloseTo(expected.get(i).score(), CLOSE);
            Box box = found.get(i).box();
            Box other = expected.get(i).box();
            assertThat(box.x1()).isCloseTo(other.x1(), pixels);
            assertThat(box.y1()).isCloseTo(other.y1(), pixels);
            assertThat(box.x2()).isCloseTo(other.x2(), pixels);
            assertThat(box.y2()).isCloseTo(other.y2(), pixels);
        }
    }
}
