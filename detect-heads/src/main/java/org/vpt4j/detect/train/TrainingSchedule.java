package org.vpt4j.detect.train;

/**
 * The course of a run in epochs: how many there are, after which ones it is validated, and when the learning rate falls.
 * It follows from the settings, and from the epoch after which validation AP was found flat: from there the rate falls at
 * once, over a decay in proportion to the epochs so far, and the run ends with it.
 *
 * @param planned epochs of a run that is never flat
 * @param updates optimizer steps in an epoch
 * @param validateEvery epochs from one validation to the next; the last epoch is always validated
 * @param warmup warm-up steps as given
 * @param decay share of the run in which the rate falls, in (0, 1]
 * @param flatAfter epoch after which the decay began early; 0: it has not
 */
record TrainingSchedule(int planned, int updates, int validateEvery, int warmup, double decay, int flatAfter) {
    private static final int LAST_PART = 5; // the last fifth of a run trains on images as a detector will see them

    TrainingSchedule {
        if (planned < 1 || updates < 1 || validateEvery < 1 || flatAfter < 0 || flatAfter > planned) {
            throw new IllegalArgumentException(planned + " epochs of " + updates + " steps, validated every "
                    + validateEvery + ", flat after " + flatAfter);
        }
    }

    /**
     * The schedule that settings describe.
     *
     * @param batches in an epoch
     * @param flatAfter epoch after which the decay began early; 0: it has not
     */
    static TrainingSchedule of(TrainingConfig config, int batches, int flatAfter) {
        int accumulated = config.get(TrainingSettings.ACCUMULATE);
        return new TrainingSchedule(
                config.epochs(),
                (batches + accumulated - 1) / accumulated,
                config.get(TrainingSettings.VALIDATE_EVERY).orElse(1),
                config.get(TrainingSettings.WARMUP),
                config.get(TrainingSettings.COOLDOWN),
                flatAfter);
    }

    /** The same run, found flat after an epoch. */
    TrainingSchedule flatAfter(int epoch) {
        return new TrainingSchedule(planned, updates, validateEvery, warmup, decay, epoch);
    }

    /** Epochs of the run. */
    int epochs() {
        return flatAfter == 0 ? planned : flatAfter + decayEpochs(flatAfter);
    }

    /** A decay in proportion to the epochs before it, never longer than the planned one. */
    private int decayEpochs(int before) {
        double share = Math.min(decay, 1 - 1e-9);
        long proportional = Math.max(1, Math.round(before * share / (1 - share)));
        return (int) Math.min(proportional, planned - before);
    }

    /** The learning rate's factor at each step. */
    LearningRateSchedule rates() {
        LearningRateSchedule asPlanned = LearningRateSchedule.planned(warmup, (long) planned * updates, decay);
        return flatAfter == 0
                ? asPlanned
                : new LearningRateSchedule(asPlanned.warmup(), (long) flatAfter * updates, (long) epochs() * updates);
    }

    /** Whether the decay could begin early right after an epoch: before the planned one, and after the whole warm-up. */
    boolean canEndAfter(int epoch) {
        LearningRateSchedule rates = rates();
        long step = (long) epoch * updates;
        return flatAfter == 0
                && epoch < planned
                && step >= rates.warmup()
                && step < rates.decayFrom()
                && rates.fitsInto((long) flatAfter(epoch).epochs() * updates);
    }

    /** Whether the run is validated after an epoch. */
    boolean validates(int epoch) {
        return epoch % validateEvery == 0 || epoch >= epochs();
    }

    /** Whether an epoch is in the last fifth of the run. */
    boolean isSettled(int epoch) {
        return (long) LAST_PART * epoch > (long) (LAST_PART - 1) * epochs();
    }
}
