package org.vpt4j.samples.compare;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.train.ProcessorTime;

/**
 * What a finished run gave.
 *
 * @param run what was planned
 * @param settings those it trained with, what was left open decided; empty where the planned ones are all that is known
 * @param images what it learned from and was measured on
 * @param training how the training went
 * @param size what was trained and stored
 * @param cost what it took
 * @param split the part that was measured
 * @param metrics the twelve COCO numbers by name, on that part; -1 where there is no object to measure one on
 * @param classes the same class by class
 * @param threshold the task's score threshold for showing detections
 * @param versions name to version of the program and its libraries, and fingerprints
 * @param machine what it ran on
 * @param findings what was noticed about the data
 */
record RunResult(
        PlannedRun run,
        Map<String, String> settings,
        Images images,
        Training training,
        Size size,
        Cost cost,
        String split,
        Map<String, Double> metrics,
        List<ClassResult> classes,
        double threshold,
        Map<String, String> versions,
        Map<String, String> machine,
        List<String> findings) {
    public RunResult {
        settings = Map.copyOf(settings);
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        classes = List.copyOf(classes);
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
        machine = Collections.unmodifiableMap(new LinkedHashMap<>(machine));
        findings = List.copyOf(findings);
    }

    /** Numbers of images, and of objects in those to learn from. */
    public record Images(int training, int trainingObjects, int validation, int measured, String input) {}

    /**
     * How the training went.
     *
     * @param epochs that were done
     * @param planned epochs that were to be done
     * @param best the epoch whose task was measured: the one with the best validation AP
     * @param validationAp that AP; -1 where there is no object on the validation images
     * @param seconds of training, all epochs
     * @param validationSeconds of validation, all epochs
     * @param epochSeconds of training in an epoch, the median
     */
    public record Training(
            int epochs,
            int planned,
            int best,
            double validationAp,
            double seconds,
            double validationSeconds,
            double epochSeconds) {}

    /**
     * What was trained and stored.
     *
     * @param tuned trained values in or before the encoder
     * @param head trained values of the head
     * @param encoder values of the encoder
     * @param taskBytes size of the task file
     */
    public record Size(long tuned, long head, long encoder, long taskBytes) {}

    /**
     * What the training took, from the first look at its data to the end of its last epoch.
     *
     * @param seconds wall-clock time
     * @param cachingSeconds of it that features for the cache took; 0 where all were there already, or no cache is
     * @param processor time of it that was used meanwhile
     * @param peakMemory bytes
     * @param joules energy
     * @param energySource who told the energy
     * @param energyEstimated whether it is estimated
     * @param energyMissing why it was not measured better
     * @param processes how many it took: more than one after an interruption
     */
    public record Cost(
            double seconds,
            double cachingSeconds,
            ProcessorTime processor,
            long peakMemory,
            double joules,
            String energySource,
            boolean energyEstimated,
            List<String> energyMissing,
            int processes) {}

    /** How well one class is found: both APs are -1 where no object of it is on the measured images. */
    public record ClassResult(String name, int objects, double ap, double ap50) {}

    /** A COCO number; NaN where there is no object to measure it on. */
    public double metric(String name) {
        double value = metrics.getOrDefault(name, -1.0);
        return value < 0 ? Double.NaN : value;
    }
}
