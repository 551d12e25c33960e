package org.vpt4j.detect.train;

import java.util.List;
import org.vpt4j.detect.metric.ImageDetections;

/**
 * Observes a run. Every method does nothing by default; all are called on the training thread. Epochs and the batches of
 * an epoch count from 1.
 */
public interface TrainingListener {
    /** Ignores everything. */
    TrainingListener NONE = new TrainingListener() {};

    /** A message for the log: what was read, chosen or dropped. */
    default void note(String line) {}

    /** Progress of checking the data's images. */
    default void checking(int done, int total) {}

    /** Progress in images whose features are to be cached. */
    default void caching(int done, int images) {}

    /** The run starts or resumes. */
    default void started(TrainingPlan plan) {}

    /**
     * A batch is done.
     *
     * @param epoch from 1
     * @param batch in the epoch, from 1 to {@code batches}; a resumed epoch starts where it stopped
     */
    default void step(int epoch, int batch, int batches, StepResult result) {}

    /** Progress in validation images. */
    default void validating(int epoch, int done, int images) {}

    /** An epoch has been validated. */
    default void epoch(EpochReport report, boolean best) {}

    /** Whether to train another epoch; asked before each further one, also in a resumed run. */
    default boolean goesOn(EpochReport last) {
        return true;
    }

    /** Detections on validation images, every few epochs, for drawing. */
    default void images(int epoch, List<String> classes, List<ImageDetections> validation) {}
}
