package org.vpt4j.detect.train;

/**
 * Linear warm-up, then cosine decay to one percent (Loshchilov and Hutter 2017).
 *
 * @param warmup number of warm-up steps
 * @param steps total steps of the run
 */
record LearningRateSchedule(int warmup, long steps) {
    private static final double FLOOR = 0.01;

    public LearningRateSchedule {
        if (warmup < 0 || steps < 1) {
            throw new IllegalArgumentException("warm-up " + warmup + " of " + steps + " steps");
        }
    }

    /** Factor in (0, 1] for the given step, counted from 0. */
    public double factor(long step) {
        long ramp = Math.min(warmup, steps);
        if (step < ramp) {
            return (step + 1.0) / ramp;
        }
        double progress = Math.min(1, (step - ramp) / Math.max(1.0, (double) (steps - ramp)));
        return FLOOR + (1 - FLOOR) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }
}
