package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class LearningRateScheduleTest {
    private final LearningRateSchedule schedule = LearningRateSchedule.planned(10, 200, 0.5);

    @Example
    void theRateRisesInALineToItsFullHeightAndStaysThere() {
        assertThat(schedule.factor(0)).isCloseTo(0.1, within(1e-12));
        assertThat(schedule.factor(4)).isCloseTo(0.5, within(1e-12));
        assertThat(schedule.factor(9)).isCloseTo(1, within(1e-12));
        assertThat(schedule.factor(99)).isEqualTo(1);
    }

    @Example
    void inTheLastHalfItFallsAsHalfACosineToOnePercent() {
        assertThat(schedule.factor(100)).isLessThan(1);
        assertThat(schedule.factor(149)).isCloseTo(0.505, within(1e-12));
        assertThat(schedule.factor(199)).isCloseTo(0.01, within(1e-12));
        assertThat(schedule.factor(500)).isCloseTo(0.01, within(1e-12));
    }

    @Property(tries = 300)
    void theLastStepIsAtTheFloorAndTheRateFallsOnlyInTheDecay(
            @ForAll @IntRange(max = 200) int warmup,
            @ForAll @IntRange(min = 1, max = 1000) int steps,
            @ForAll @DoubleRange(min = 0.01, max = 1) double decay) {
        LearningRateSchedule planned = LearningRateSchedule.planned(warmup, steps, decay);
        assertThat(planned.warmup()).isLessThanOrEqualTo(steps / 10);
        assertThat(planned.factor(steps - 1)).isCloseTo(LearningRateSchedule.FLOOR, within(1e-12));
        double[] factors =
                IntStream.range(0, steps).mapToDouble(planned::factor).toArray();
        assertThat(Arrays.stream(factors).min().orElseThrow()).isPositive();
        assertThat(Arrays.stream(factors).max().orElseThrow()).isLessThanOrEqualTo(1);
        int from = (int) planned.decayFrom();
        assertThat(Arrays.stream(factors, (int) planned.warmup(), from)).allMatch(factor -> factor == 1);
        assertThat(IntStream.range(from, steps - 1)).allMatch(step -> factors[step + 1] < factors[step]);
    }
}
