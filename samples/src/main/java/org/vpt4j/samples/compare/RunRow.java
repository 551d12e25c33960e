package org.vpt4j.samples.compare;

import java.util.Map;
import java.util.Optional;
import org.vpt4j.samples.report.History;

/**
 * One run of a comparison and its current state: finished, failed, or waiting.
 *
 * @param run the plan
 * @param folder its folder
 * @param result its result, if it is finished
 * @param failure its failure, if it failed
 * @param history its epochs so far
 */
record RunRow(
        PlannedRun run,
        RunFolder folder,
        Optional<RunFolder.Result> result,
        Optional<RunFolder.Failure> failure,
        History history) {

    /** Reads a run's state from its folder. */
    public static RunRow read(PlannedRun run, RunFolder folder) {
        Optional<RunFolder.Result> result = folder.result();
        return new RunRow(
                run,
                folder,
                result,
                result.isPresent() ? Optional.empty() : folder.failure(),
                result.map(r -> r.facts().history())
                        .orElseGet(() -> History.read(folder.training().metrics())));
    }

    /** The training settings: the effective ones if it is finished, else the planned ones. */
    public Map<String, String> settings() {
        return result.map(r -> r.facts().settings()).orElse(run.settings());
    }

    /** {@code done}, {@code failed} or {@code waiting}. */
    public String status() {
        return result.isPresent() ? "done" : failure.isPresent() ? "failed" : "waiting";
    }

    /** A COCO metric; NaN if it was not measured. */
    public double metric(String name) {
        return result.map(r -> r.facts().measured().metric(name)).orElse(Double.NaN);
    }
}
