package org.vpt4j.detect.train;

import java.nio.file.Path;
import java.util.List;
import org.vpt4j.datasets.DetectionData;

/**
 * What a finished run gave.
 *
 * @param plan what it set out to do
 * @param data what it learned from, with what was dropped of it
 * @param history a report for each epoch
 * @param best the report of the epoch whose average is in the task file
 * @param seconds seconds of training and validation, over all its parts if it was resumed
 * @param peakMemory largest resident set of this process in bytes; 0 where the system does not tell
 */
public record TrainingResult(
        TrainingPlan plan,
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
