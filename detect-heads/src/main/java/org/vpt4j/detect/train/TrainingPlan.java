package org.vpt4j.detect.train;

import java.util.List;
import org.vpt4j.vision.image.ImageSize;

/**
 * What a run is about to do.
 *
 * @param run its folder
 * @param classes class names
 * @param trainingImages images to learn from
 * @param validationImages images to choose the best epoch on
 * @param input size that images are letterboxed to
 * @param trainedParameters values that move
 * @param tunedParameters those of them that belong to the tuning method
 * @param frozenParameters values of the encoder that do not move
 * @param epochs epochs in all
 * @param firstEpoch the one it begins with: more than 1 after a resume
 * @param cachingSeconds that computing features for the cache has taken; 0 if all were there, or there is none
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
        int firstEpoch,
        double cachingSeconds) {}
