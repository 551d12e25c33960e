package org.vpt4j.samples.report;

import java.util.Optional;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * A finished and measured run.
 *
 * @param folder its files
 * @param facts the run in numbers
 * @param evaluation the measurement with the detections on each image
 * @param continued the comparison with the task that the training started from, if it continued one
 */
public record RunOutcome(RunDirectory folder, RunFacts facts, Evaluation evaluation, Optional<Continuation> continued) {

    /** A run that continued no other task. */
    public RunOutcome(RunDirectory folder, RunFacts facts, Evaluation evaluation) {
        this(folder, facts, evaluation, Optional.empty());
    }

    /** Writes {@code report.html} into the run's folder, whole or not at all. */
    public void writeReport() {
        AtomicFiles.writeString(folder.report(), RunReport.html(this));
    }
}
