package org.vpt4j.detect.train;

import java.util.List;
import org.vpt4j.detect.metric.ImageDetections;

/**
 * Hears how a run goes. Every method does nothing by default; all are called on the training thread. Epochs count from
 * 1, as do the batches of an epoch.
 */
public interface TrainingListener {
    /** Hears nothing. */
    TrainingListener NONE = new TrainingListener() {};

    /** Something worth a line: what was read, what was chosen, what was dropped. */
    default void note(String line) {}

    /** So many of the data's images are checked. */
    default void checking(int done, int total) {}

    /** So many of the images whose features are to be cached are done. */
    default void caching(int done, int images) {}

    /** The run begins or resumes. */
    default void started(TrainingPlan plan) {}

    /**
     * A batch is done.
     *
     * @param epoch from 1
     * @param batch of the epoch, from 1 to {@code batches}; in a resumed epoch, from where it stopped
     */
    default void step(int epoch, int batch, int batches, StepResult result) {}

    /** So many of the validation images are done. */
    default void validating(int epoch, int done, int images) {}

    /** An epoch is validated. */
    default void epoch(EpochReport report, boolean best) {}

    /** Whether another epoch shall follow this one; asked before each, also in a resumed run. */
    default boolean goesOn(EpochReport last) {
        return true;
    }

    /** Detections on validation images, each few epochs: something to draw. */
    default void images(int epoch, List<String> classes, List<ImageDetections> validation) {}
}
