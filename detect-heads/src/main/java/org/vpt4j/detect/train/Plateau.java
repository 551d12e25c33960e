package org.vpt4j.detect.train;

import java.util.List;
import java.util.Optional;
import org.vpt4j.detect.metric.CocoMetrics;

/**
 * Decides whether validation AP has become flat, so that the rest of a run at the full learning rate would be wasted.
 *
 * <p>With a patience in epochs: there was no better AP for so many. Otherwise the mean AP of the latest part of the run is
 * compared with that of the part before: flat is what has, with allowance for the noise of both, gained less than half a
 * point of AP. Each part is a tenth of the planned run, but at least 200 steps and 4 validations and at most 1500 steps.
 * Means instead of the best value, because the AP of a few validation images jumps: one lucky epoch would look like the
 * peak of a run that still learns.
 *
 * @param patience epochs; 0: never flat; empty: automatic
 */
record Plateau(Optional<Integer> patience) {
    private static final double SHARE = 0.1;
    private static final int LEAST_STEPS = 200;
    private static final int MOST_STEPS = 1500;
    private static final int LEAST_VALIDATIONS = 4;
    private static final double GAIN = 0.005; // AP
    private static final double DOUBT = 0.5; // standard errors that a gain may be larger than it looks
    private static final double LEARNED = 0.02; // AP; a run below has not begun to detect

    /**
     * Whether AP is flat after the last epoch of the history.
     *
     * @param history reports of the epochs that were validated
     * @param bestEpoch the epoch with the best AP
     */
    boolean isReached(List<EpochReport> history, int bestEpoch, TrainingSchedule schedule) {
        int epoch = history.get(history.size() - 1).epoch();
        if (history.get(history.size() - 1).ap() == CocoMetrics.ABSENT) {
            return false;
        }
        return patience.map(epochs -> epochs > 0 && epoch - bestEpoch >= epochs)
                .orElseGet(() -> hasStopped(history, epoch, part(schedule)));
    }

    /** Epochs of one part. */
    private static int part(TrainingSchedule schedule) {
        double steps = SHARE * schedule.planned() * schedule.updates();
        double bounded = Math.max(LEAST_STEPS, Math.min(MOST_STEPS, steps));
        return (int) Math.max(
                (long) LEAST_VALIDATIONS * schedule.validateEvery(), (long) Math.ceil(bounded / schedule.updates()));
    }

    private static boolean hasStopped(List<EpochReport> history, int epoch, int part) {
        double[] late = between(history, epoch - part, epoch);
        double[] early = between(history, epoch - 2 * part, epoch - part);
        if (epoch < 2 * part || late.length < LEAST_VALIDATIONS || early.length < LEAST_VALIDATIONS) {
            return false;
        }
        double noise = Math.sqrt(variance(late) / late.length + variance(early) / early.length);
        return mean(late) >= LEARNED && mean(late) - mean(early) + DOUBT * noise < GAIN;
    }

    /** AP of the validated epochs after the first and up to the last. */
    private static double[] between(List<EpochReport> history, int first, int last) {
        return history.stream()
                .filter(report -> report.epoch() > first && report.epoch() <= last)
                .mapToDouble(EpochReport::ap)
                .toArray();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.length - 1);
    }
}
