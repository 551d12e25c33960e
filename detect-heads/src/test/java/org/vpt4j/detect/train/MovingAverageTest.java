package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class MovingAverageTest {

    /** With the weight k, the average of parameters that move evenly is that of k / (1 - k) steps before. */
    @Property(tries = 300)
    void theAverageLagsByNoMoreThanATenthOfTheSteps(
            @ForAll @IntRange(min = 1, max = 5000) int steps, @ForAll @DoubleRange(max = 0.99) double decay) {
        double behind = 0;
        for (int step = 1; step <= steps; step++) {
            behind = MovingAverage.keep(decay, step) * (behind + 1);
        }
        assertThat(behind).isLessThanOrEqualTo(1 + steps / 10.0);
    }

    @Example
    void aLongRunHasTheWholeDecay() {
        assertThat(MovingAverage.keep(0.99, 1000)).isCloseTo(0.99, within(1e-6));
        assertThat(MovingAverage.keep(0, 1000)).isZero();
    }
}
