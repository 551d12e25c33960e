package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {
    private final LearningRateSchedule schedule = new LearningRateSchedule(10, 110);

    @Test
    void theRateRisesInALineToItsFullHeight() {
        assertThat(schedule.factor(0)).isCloseTo(0.1, within(1e-12));
        assertThat(schedule.factor(4)).isCloseTo(0.5, within(1e-12));
        assertThat(schedule.factor(9)).isCloseTo(1, within(1e-12));
    }

    @Test
    void afterThatItFallsAsHalfACosineToOnePercent() {
        assertThat(schedule.factor(10)).isCloseTo(1, within(1e-12));
        assertThat(schedule.factor(60)).isCloseTo(0.505, within(1e-12));
        assertThat(schedule.factor(110)).isCloseTo(0.01, within(1e-12));
        assertThat(schedule.factor(500)).isCloseTo(0.01, within(1e-12));
    }

    @Test
    void aWarmUpLongerThanTheRunStillReachesFullHeight() {
        assertThat(new LearningRateSchedule(60, 10).factor(9)).isCloseTo(1, within(1e-12));
    }
}
