package org.vpt4j.samples.compare;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.samples.report.History;

/**
 * One run of a comparison as it stands now: finished, failed, or waiting.
 *
 * @param run what is planned
 * @param folder where it lies
 * @param result what it gave, if it is finished
 * @param failure how it failed, if it did
 * @param history its epochs, as far as it went
 */
record RunRow(
        PlannedRun run, RunFolder folder, Optional<RunResult> result, Optional<RunFailure> failure, History history) {

    /** Reads it from its folder. */
    public static RunRow read(PlannedRun run, RunFolder folder) {
        Optional<RunResult> result = folder.result();
        boolean begun = java.nio.file.Files.exists(folder.training().metrics());
        return new RunRow(
                run,
                folder,
                result,
                result.isPresent() ? Optional.empty() : folder.failure(),
                begun ? History.read(folder.training().metrics()) : History.none());
    }

    /** The settings of its training: those it was trained with where it is finished, else those that are planned. */
    public Map<String, String> settings() {
        return result.map(RunResult::settings).filter(known -> !known.isEmpty()).orElse(run.settings());
    }

    /** {@code done}, {@code failed} or {@code waiting}. */
    public String status() {
        return result.isPresent() ? "done" : failure.isPresent() ? "failed" : "waiting";
    }

    /** Validation AP over the epochs, as points (epoch, AP). */
    public List<double[]> learningCurve() {
        return history.series("val_ap").getOrDefault("val_ap", List.of());
    }

    /** The best validation AP of any epoch; NaN if there is none. */
    public double bestValidationAp() {
        return learningCurve().stream().mapToDouble(point -> point[1]).max().orElse(Double.NaN);
    }

    /** Seconds of training and validation until the validation AP was first at least this; NaN if it never was. */
    public double secondsTo(double ap) {
        int[] columns = {
            history.columns().indexOf("val_ap"),
            history.columns().indexOf("train_seconds"),
            history.columns().indexOf("validation_seconds")
        };
        double seconds = 0;
        for (List<Double> epoch : history.rows()) {
            seconds += epoch.get(columns[1]) + epoch.get(columns[2]);
            if (epoch.get(columns[0]) >= ap) {
                return seconds;
            }
        }
        return Double.NaN;
    }
}
