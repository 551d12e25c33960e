package org.vpt4j.detect.train;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far a run has come: everything in a checkpoint besides tensors.
 *
 * @param epochs epochs completed and, where they are validated, reported
 * @param batches batches completed in the current epoch
 * @param sums sums over the batches since the last report
 * @param bestEpoch epoch whose average is in the task file; 0 before the first
 * @param bestAp its validation AP
 * @param flatAfter epoch after which validation AP was found flat and the decay began early; 0: it has not
 * @param history a report for each validated epoch
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Progress(
        int epochs, int batches, Sums sums, int bestEpoch, double bestAp, int flatAfter, List<EpochReport> history) {

    /**
     * Running sums since the last report.
     *
     * @param batches their number
     * @param images training images seen
     * @param updates optimizer steps
     */
    record Sums(
            double loss,
            Map<String, Double> lossParts,
            double gradientNorm,
            long batches,
            long images,
            long updates,
            double seconds) {
        static final Sums ZERO = new Sums(0, Map.of(), 0, 0, 0, 0, 0);

        Sums plus(TrainingListener.StepResult step, double secondsMore) {
            Map<String, Double> parts = new LinkedHashMap<>(lossParts);
            step.lossParts().forEach((name, value) -> parts.merge(name, (double) value, Double::sum));
            return new Sums(
                    loss + step.loss(),
                    parts,
                    gradientNorm + step.gradientNorm(),
                    batches + 1,
                    images + step.images(),
                    updates + (step.updated() ? 1 : 0),
                    seconds + secondsMore);
        }
    }

    Progress {
        history = List.copyOf(history);
    }

    static Progress start() {
        return new Progress(0, 0, Sums.ZERO, 0, Double.NEGATIVE_INFINITY, 0, List.of());
    }

    Progress after(TrainingListener.StepResult step, double seconds) {
        return new Progress(epochs, batches + 1, sums.plus(step, seconds), bestEpoch, bestAp, flatAfter, history);
    }

    /** Completes the current epoch without a validation. */
    Progress afterEpoch() {
        return new Progress(epochs + 1, 0, sums, bestEpoch, bestAp, flatAfter, history);
    }

    /** Completes the current epoch; {@code best} if it is the best so far. */
    Progress afterEpoch(EpochReport report, boolean best) {
        List<EpochReport> longer = new ArrayList<>(history);
        longer.add(report);
        return new Progress(
                epochs + 1,
                0,
                Sums.ZERO,
                best ? epochs + 1 : bestEpoch,
                best ? report.ap() : bestAp,
                flatAfter,
                longer);
    }

    /** The decay begins after the epoch just completed. */
    Progress flat() {
        return new Progress(epochs, batches, sums, bestEpoch, bestAp, epochs, history);
    }

    /** The report of the epoch whose average is in the task file. */
    EpochReport best() {
        return history.stream()
                .filter(report -> report.epoch() == bestEpoch)
                .findFirst()
                .orElseThrow();
    }
}
