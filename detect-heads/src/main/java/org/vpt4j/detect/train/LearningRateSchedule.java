package org.vpt4j.detect.train;

/**
 * Linear warm-up, then a constant learning rate, then half a cosine down to one percent (warm-up, stable, decay: Hu et al.
 * 2024, MiniCPM; Hägele et al. 2024). Since the rate does not fall before the end is known, a run can end at any time with
 * its whole decay.
 *
 * @param warmup number of warm-up steps
 * @param decayFrom first step of the decay, counted from 0
 * @param steps total steps of the run; the last one is at one percent
 */
record LearningRateSchedule(long warmup, long decayFrom, long steps) {
    static final double FLOOR = 0.01;

    private static final int WARMUP_PART = 10; // the warm-up is at most a tenth of the run

    LearningRateSchedule {
        if (warmup < 0 || decayFrom < warmup || steps <= decayFrom) {
            throw new IllegalArgumentException(
                    "warm-up " + warmup + ", decay from step " + decayFrom + " of " + steps + " steps");
        }
    }

    /**
     * The schedule of a run that is as long as planned.
     *
     * @param warmup wished number of warm-up steps; at most a tenth of the run is used
     * @param steps total steps, at least 1
     * @param decay share of the steps in which the rate falls, in (0, 1]
     */
    static LearningRateSchedule planned(int warmup, long steps, double decay) {
        long ramp = Math.min(warmup, steps / WARMUP_PART);
        long from = Math.max(ramp, steps - Math.round(steps * decay));
        return new LearningRateSchedule(ramp, Math.min(from, steps - 1), steps);
    }

    /** Whether a run of so many steps is long enough for this warm-up. */
    boolean fitsInto(long fewer) {
        return warmup * WARMUP_PART <= fewer;
    }

    /** Factor in (0, 1] for the given step, counted from 0. */
    double factor(long step) {
        if (step < warmup) {
            return (step + 1.0) / warmup;
        }
        double progress = Math.min(1, Math.max(0, step + 1.0 - decayFrom) / (steps - decayFrom));
        return FLOOR + (1 - FLOOR) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }
}
