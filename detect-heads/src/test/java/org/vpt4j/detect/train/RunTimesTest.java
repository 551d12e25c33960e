package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class RunTimesTest {
    private final RunTimes times = new RunTimes(0.5, 4, 0.1, 0, 2, false);

    @Example
    void theEpochsAreThoseThatFitWithTheirValidation() {
        // 17 steps of half a second, and a second for ten validation images
        assertThat(times.epochsIn(9.4, 68, 10)).isZero();
        assertThat(times.epochsIn(9.5, 68, 10)).isEqualTo(1);
        assertThat(times.epochsIn(600, 68, 10)).isEqualTo(63);
        assertThat(times.validateEvery(63, 68, 10)).isEqualTo(1);
        assertThat(times.epochsIn(600, 2, 68, 10)).isEqualTo(66);
    }

    @Example
    void shortEpochsAreNotAllValidated() {
        RunTimes quick = new RunTimes(0.05, 4, 0.02, 0.1, 2, true);
        int epochs = quick.epochsIn(600, 5, 2); // an epoch of two steps
        assertThat(epochs).isGreaterThan(4000);
        assertThat(quick.validateEvery(epochs, 5, 2)).isEqualTo(20);
    }

    @Example
    void withoutMeasurementTheDistanceFollowsFromTheImages() {
        assertThat(RunTimes.validateEveryUntimed(12, 205, 87)).isEqualTo(1);
        assertThat(RunTimes.validateEveryUntimed(40, 68, 20)).isEqualTo(1);
        assertThat(RunTimes.validateEveryUntimed(40, 60, 120)).isEqualTo(4);
        assertThat(RunTimes.validateEveryUntimed(4000, 5, 1)).isEqualTo(14);
    }

    @Property(tries = 300)
    void thePlanFitsIntoTheTimeAndUsesIt(
            @ForAll @DoubleRange(min = 0.01, max = 2) double step,
            @ForAll @DoubleRange(min = 0.01, max = 1) double image,
            @ForAll @IntRange(min = 1, max = 3000) int training,
            @ForAll @IntRange(min = 1, max = 1000) int validation,
            @ForAll @DoubleRange(min = 1, max = 4000) double seconds) {
        RunTimes measured = new RunTimes(step, 4, image, 0, 1, false);
        int epochs = measured.epochsIn(seconds, training, validation);
        if (epochs > 0) {
            int every = measured.validateEvery(epochs, training, validation);
            assertThat(measured.seconds(epochs, every, training, validation)).isLessThanOrEqualTo(seconds);
            assertThat(every).isLessThanOrEqualTo(Math.max(1, (epochs + 9) / 10));
            double group = measured.seconds(every, every, training, validation);
            assertThat(measured.seconds(epochs + 1 + every, every, training, validation) + group)
                    .as("%d epochs, validated every %d", epochs, every)
                    .isGreaterThan(seconds * 0.8);
        } else {
            assertThat(measured.seconds(1, 1, training, validation)).isGreaterThan(seconds);
        }
    }

    @Example
    void timesAreSaidAsPeopleSayThem() {
        assertThat(RunTimes.words(3)).isEqualTo("a few seconds");
        assertThat(RunTimes.words(38)).isEqualTo("40 seconds");
        assertThat(RunTimes.words(57)).isEqualTo("a minute");
        assertThat(RunTimes.words(84)).isEqualTo("1.5 minutes");
        assertThat(RunTimes.words(9 * 60 + 10)).isEqualTo("9 minutes");
        assertThat(RunTimes.words(43 * 60)).isEqualTo("45 minutes");
        assertThat(RunTimes.words(3590)).isEqualTo("an hour");
        assertThat(RunTimes.words(2.5 * 3600)).isEqualTo("2.5 hours");
        assertThat(RunTimes.words(20.2 * 3600)).isEqualTo("20 hours");
    }
}
