package org.vpt4j.detect.train;

import java.util.List;
import org.vpt4j.vision.image.ImageSize;

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
public record TrainingPlan(
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
