package org.vpt4j.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AxisAlignedTransformTest {

    @Property
    void boxesGoThereAndBack(
            @ForAll @IntRange(min = 1, max = 16384) int width,
            @ForAll @IntRange(min = 1, max = 16384) int height,
            @ForAll @IntRange(min = 14, max = 2048) int inputWidth,
            @ForAll @IntRange(min = 14, max = 2048) int inputHeight,
            @ForAll @DoubleRange(max = 1) double left,
            @ForAll @DoubleRange(max = 1) double top,
            @ForAll @DoubleRange(max = 1) double right,
            @ForAll @DoubleRange(max = 1) double bottom) {
        ImageSize source = new ImageSize(width, height);
        ImageSize input = new ImageSize(inputWidth, inputHeight);
        AxisAlignedTransform transform = Letterbox.fit(source, input);
        Box box = new Box(
                Math.min(left, right) * width,
                Math.min(top, bottom) * height,
                Math.max(left, right) * width,
                Math.max(top, bottom) * height);

        Box drawn = transform.toInput(box);
        same(transform.toSource(drawn), box);
        assertThat(drawn.x1()).isGreaterThan(-1e-6);
        assertThat(drawn.y1()).isGreaterThan(-1e-6);
        assertThat(drawn.x2()).isLessThan(inputWidth + 1e-6);
        assertThat(drawn.y2()).isLessThan(inputHeight + 1e-6);
    }

    @Test
    void theLetterboxIsCentredAndKeepsTheAspect() {
        AxisAlignedTransform transform = Letterbox.fit(new ImageSize(640, 480), new ImageSize(336, 336));
        same(transform.toInput(new Box(0, 0, 640, 480)), new Box(0, 42, 336, 294));
        AxisAlignedTransform enlarged = Letterbox.fit(new ImageSize(10, 40), new ImageSize(80, 80));
        same(enlarged.toInput(new Box(0, 0, 10, 40)), new Box(30, 0, 50, 80));
    }

    @Test
    void scalesAreAboveZero() {
        assertThatThrownBy(() -> new AxisAlignedTransform(0, 1, 0, 0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new AxisAlignedTransform(1, Double.NaN, 0, 0)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new AxisAlignedTransform(1, 1, Double.POSITIVE_INFINITY, 0))
                .hasMessageContaining("finite");
    }

    private static void same(Box actual, Box expected) {
        assertThat(actual.x1()).isCloseTo(expected.x1(), within(1e-3));
        assertThat(actual.y1()).isCloseTo(expected.y1(), within(1e-3));
        assertThat(actual.x2()).isCloseTo(expected.x2(), within(1e-3));
        assertThat(actual.y2()).isCloseTo(expected.y2(), within(1e-3));
    }
}
