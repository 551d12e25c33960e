package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class PlateauTest {
    private static final int EPOCHS = 400;

    private final TrainingSchedule schedule = new TrainingSchedule(EPOCHS, 20, 1, 60, 0.5, 0);
    private final Plateau automatic = new Plateau(Optional.empty());

    @Test
    void apThatHasStoppedRisingIsFlatSoonAfterwards() {
        int flat = flatAfter(automatic, epoch -> 0.7 * Math.min(1, epoch / 50.0));
        assertThat(flat).isBetween(90, 140);
    }

    @Test
    void apThatRisesIsNotFlatHoweverSlowly() {
        assertThat(flatAfter(automatic, epoch -> 0.7 * epoch / EPOCHS)).isZero();
    }

    @Test
    void aRunThatHasNotBegunToDetectIsNotFlat() {
        assertThat(flatAfter(automatic, epoch -> 0.001)).isZero();
        assertThat(flatAfter(automatic, epoch -> -1)).as("no objects").isZero();
    }

    /** As on ten validation images: 3 points from one epoch to the next. */
    @Test
    void noiseNeitherHidesAFlatRunNorMakesARisingOneLookFlat() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            assertThat(flatAfter(automatic, epoch -> 0.5 * Math.min(1, epoch / 50.0) + noise(random)))
                    .isBetween(80, EPOCHS / 2);
            assertThat(flatAfter(automatic, epoch -> 0.2 + 0.7 * epoch / EPOCHS + noise(random)))
                    .isZero();
        }
    }

    @Test
    void fewValidationsAreNoGroundToEnd() {
        TrainingSchedule few = new TrainingSchedule(12, 150, 1, 60, 0.5, 0);
        List<EpochReport> history = history(epoch -> 0.5, 6);
        assertThat(automatic.isReached(history, 1, few)).isFalse();
    }

    @Test
    void aGivenPatienceCountsEpochsWithoutABetterOne() {
        Plateau three = new Plateau(Optional.of(3));
        assertThat(three.isReached(history(epoch -> 0.5, 3), 1, schedule)).isFalse();
        assertThat(three.isReached(history(epoch -> 0.5, 4), 1, schedule)).isTrue();
        assertThat(new Plateau(Optional.of(0)).isReached(history(epoch -> 0.5, 40), 1, schedule))
                .isFalse();
    }

    private static double noise(Random random) {
        return 0.03 * random.nextGaussian();
    }

    /** The epoch after which a scripted run is found flat, 0 if its rate falls as planned. */
    private int flatAfter(Plateau plateau, IntToDoubleFunction ap) {
        List<EpochReport> history = new ArrayList<>();
        for (int epoch = 1; epoch < EPOCHS / 2; epoch++) {
            history.add(report(epoch, ap.applyAsDouble(epoch)));
            if (schedule.canEndAfter(epoch) && plateau.isReached(history, 1, schedule)) {
                return epoch;
            }
        }
        return 0;
    }

    private static List<EpochReport> history(IntToDoubleFunction ap, int epochs) {
        List<EpochReport> history = new ArrayList<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            history.add(report(epoch, ap.applyAsDouble(epoch)));
        }
        return history;
    }

    private static EpochReport report(int epoch, double ap) {
        return new EpochReport(epoch, epoch, 1, Map.of(), 1, 1, ap, ap, ap, 1, 1, 1);
    }
}
