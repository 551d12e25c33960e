package org.vpt4j.samples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {
    private static String dots(boolean logarithmic, Chart.Point... points) {
        return Chart.dots(
                "AP over parameters",
                "parameters",
                List.of(new Chart.Series("a<b", 0, List.of(points))),
                logarithmic,
                false);
    }

    @Test
    void aDotAtZeroStandsApartOnALogarithmicAxis() {
        String svg = dots(true, Chart.Point.of(0, 0.5, Double.NaN), Chart.Point.of(46_080, 0.56, 0.01));

        assertThat(svg).contains("<circle cx=\"52.0\"", ">0</text>", ">10 k</text>", ">100 k</text>", "a&lt;b");
    }

    @Test
    void whatWasNotMeasuredIsNotDrawn() {
        assertThat(dots(false, Chart.Point.of(Double.NaN, 0.5, 0))).isEmpty();
        assertThat(dots(false, Chart.Point.of(3, 0.5, Double.NaN)))
                .contains("<circle")
                .doesNotContain("NaN");
    }
}
