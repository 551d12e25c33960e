package org.vpt4j.detect.train;

/**
 * Linear warm-up, then half a cosine down to one percent (Loshchilov and Hutter 2017).
 *
 * @param warmup steps until the rate is at its full height
 * @param steps steps of the whole run
 */
record LearningRateSchedule(int warmup, long steps) {
    private static final double FLOOR = 0.01;

    public LearningRateSchedule {
        if (warmup < 0 || steps < 1) {
            throw new IllegalArgumentException("warm-up " + warmup + " of " + steps + " steps");
        }
    }

    /** Factor in (0, 1] for the step of this number, from 0. */
    public double factor(long step) {
        long ramp = Math.min(warmup, steps);
        if (step < ramp) {
            return (step + 1.0) / ramp;
        }
        double progress = Math.min(1, (step - ramp) / Math.max(1.0, (double) (steps - ramp)));
        return FLOOR + (1 - FLOOR) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }
}
