package org.vpt4j.detect.train;

import java.nio.file.Path;
import java.util.List;
import org.vpt4j.datasets.DetectionData;

/**
 * The result of a finished run.
 *
 * @param plan what was planned
 * @param data the data used, with what was dropped from it
 * @param history a report for each validated epoch
 * @param best the report of the epoch whose average is in the task file
 * @param seconds of training and validation, including those before a resume
 * @param peakMemory peak resident set of this process in bytes; 0 if the system does not report it
 */
public record TrainingResult(
        TrainingListener.TrainingPlan plan,
        DetectionData data,
        List<EpochReport> history,
        EpochReport best,
        double seconds,
        long peakMemory) {
    public TrainingResult {
        history = List.copyOf(history);
    }

    /** The task file, of the best epoch. */
    public Path task() {
        return run().task();
    }

    /** The folder of the run. */
    public RunDirectory run() {
        return plan.run();
    }
}
