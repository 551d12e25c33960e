package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class TrainingScheduleTest {

    @Example
    void aRunThatIsFlatEndsWithADecayInProportion() {
        TrainingSchedule planned = new TrainingSchedule(100, 7, 1, 60, 0.5, 0);
        TrainingSchedule flat = planned.flatAfter(20);
        assertThat(flat.epochs()).isEqualTo(40);
        assertThat(flat.rates().decayFrom()).isEqualTo(20 * 7);
        assertThat(flat.rates().steps()).isEqualTo(40 * 7);
        assertThat(new TrainingSchedule(100, 7, 1, 60, 0.2, 0).flatAfter(20).epochs())
                .isEqualTo(25);
    }

    @Example
    void aRunCannotEndEarlyOnceItsRateFalls() {
        TrainingSchedule planned = new TrainingSchedule(100, 7, 1, 0, 0.5, 0);
        assertThat(planned.canEndAfter(49)).isTrue();
        assertThat(planned.canEndAfter(50)).isFalse();
        assertThat(planned.flatAfter(20).canEndAfter(30)).isFalse();
    }

    @Property(tries = 300)
    void whereverItEndsTheWholeDecayIsWithinThePlan(
            @ForAll @IntRange(min = 1, max = 400) int epochs,
            @ForAll @IntRange(min = 1, max = 50) int updates,
            @ForAll @IntRange(max = 100) int warmup,
            @ForAll @DoubleRange(min = 0.01, max = 1) double decay,
            @ForAll @IntRange(min = 1, max = 400) int flatAfter) {
        TrainingSchedule planned = new TrainingSchedule(epochs, updates, 1, warmup, decay, 0);
        Assume.that(planned.canEndAfter(flatAfter));
        TrainingSchedule flat = planned.flatAfter(flatAfter);
        assertThat(flat.epochs()).isGreaterThan(flatAfter).isLessThanOrEqualTo(epochs);
        LearningRateSchedule rates = flat.rates();
        long last = (long) flat.epochs() * updates - 1;
        assertThat(rates.factor(last)).isCloseTo(LearningRateSchedule.FLOOR, within(1e-12));
        assertThat(rates.warmup() * 10).isLessThanOrEqualTo(rates.steps());
        LearningRateSchedule before = planned.rates();
        assertThat(LongStream.range(0, (long) flatAfter * updates))
                .allMatch(step -> rates.factor(step) == before.factor(step));
    }

    @Property(tries = 300)
    void theLastEpochIsValidatedAndTheLastFifthIsSettled(
            @ForAll @IntRange(min = 1, max = 400) int epochs,
            @ForAll @IntRange(min = 1, max = 50) int every,
            @ForAll @IntRange(max = 400) int flatAfter) {
        Assume.that(flatAfter <= epochs / 2);
        TrainingSchedule schedule = new TrainingSchedule(epochs, 3, every, 0, 0.5, flatAfter);
        int last = schedule.epochs();
        assertThat(schedule.validates(last)).isTrue();
        assertThat(IntStream.rangeClosed(1, last).filter(schedule::validates).count())
                .isEqualTo((last + every - 1) / every);
        assertThat(schedule.isSettled(last)).isTrue();
        assertThat(IntStream.rangeClosed(1, last).filter(schedule::isSettled).count())
                .isBetween((long) Math.floor(last / 5.0), (long) Math.ceil(last / 5.0));
    }
}
