package org.vpt4j.detect.train;

import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.vision.image.ImageSize;

/**
 * Observes a run. Every method does nothing by default; all are called on the training thread. Epochs and the batches of
 * an epoch count from 1.
 */
public interface TrainingListener {
    /** Ignores everything. */
    TrainingListener NONE = new TrainingListener() {};

    /**
     * Seconds that the command has taken before the training. {@link TrainingSettings#MINUTES} counts them, and what
     * {@link #imagesAfter} takes. If there are any, how long given epochs take is measured and said, too.
     */
    default double secondsBefore() {
        return 0;
    }

    /** Number of images that the command evaluates after the training. */
    default int imagesAfter(DetectionData data) {
        return 0;
    }

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

    /** An epoch has been validated; where not every one is, the report covers those since the last. */
    default void epoch(EpochReport report, boolean best) {}

    /** A checkpoint has been written: what was reported so far is not repeated if the process dies. */
    default void saved() {}

    /**
     * Validation AP is flat: the learning rate falls from here on, and the run ends with that.
     *
     * @param epoch the epoch just validated
     * @param last the epoch with which the run ends
     */
    default void flat(int epoch, int last) {}

    /** Detections on validation images, every few epochs, for drawing. */
    default void images(int epoch, List<String> classes, List<Evaluation.ImageDetections> validation) {}

    /**
     * The results of one batch.
     *
     * @param loss total loss
     * @param lossParts the loss terms, by the head's names for them
     * @param gradientNorm norm of the gradient before clipping, 0 if the batch was only accumulated
     * @param images images in the batch
     * @param updated whether the optimizer stepped
     */
    record StepResult(double loss, Map<String, Float> lossParts, double gradientNorm, int images, boolean updated) {}

    /**
     * What a run is about to do.
     *
     * @param run its folder
     * @param classes class names
     * @param trainingImages number of training images
     * @param validationImages number of validation images, on which the best epoch is chosen
     * @param input size that images are letterboxed to
     * @param trainedParameters number of trained values
     * @param tunedParameters how many of them belong to the tuning method
     * @param frozenParameters number of frozen encoder values
     * @param epochs total number of epochs, unless the run is flat before
     * @param validateEvery epochs from one validation to the next; the last one is always validated
     * @param firstEpoch the first epoch to train: more than 1 after a resume
     * @param cachingSeconds seconds spent computing features for the cache; 0 if all existed or there is no cache
     */
    record TrainingPlan(
            RunDirectory run,
            List<String> classes,
            int trainingImages,
            int validationImages,
            ImageSize input,
            long trainedParameters,
            long tunedParameters,
            long frozenParameters,
            int epochs,
            int validateEvery,
            int firstEpoch,
            double cachingSeconds) {}
}
