package org.vpt4j.samples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DotChartTest {
    private static DotChart chart(boolean logarithmic, DotChart.Dot... dots) {
        return new DotChart(
                "AP for parameters",
                "parameters",
                "AP",
                List.of(new DotChart.Series("a<b", 0, List.of(dots))),
                logarithmic,
                false);
    }

    @Test
    void aDotAtZeroStandsApartOnALogarithmicAxis() {
        String svg = chart(true, new DotChart.Dot(0, 0.5, Double.NaN), new DotChart.Dot(46_080, 0.56, 0.01))
                .svg();

        assertThat(svg).contains("<circle cx=\"52.0\"", ">0</text>", ">10 k</text>", ">100 k</text>", "a&lt;b");
    }

    @Test
    void whatWasNotMeasuredIsNotDrawn() {
        assertThat(chart(false, new DotChart.Dot(Double.NaN, 0.5, 0)).svg()).isEmpty();
        assertThat(chart(false, new DotChart.Dot(3, 0.5, Double.NaN)).svg())
                .contains("<circle")
                .doesNotContain("NaN");
    }
}
