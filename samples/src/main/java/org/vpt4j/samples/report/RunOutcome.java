package org.vpt4j.samples.report;

import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * A finished and measured run.
 *
 * @param folder its files
 * @param facts the run in numbers
 * @param evaluation the measurement with the detections on each image
 */
public record RunOutcome(RunDirectory folder, RunFacts facts, Evaluation evaluation) {

    /** Writes {@code report.html} into the run's folder, whole or not at all. */
    public void writeReport() {
        AtomicFiles.writeString(folder.report(), RunReport.html(this));
    }
}
