package org.vpt4j.samples.compare;

import java.util.Map;
import org.vpt4j.detect.train.TrainingConfig;

/**
 * One training of a comparison, as it is written down in its folder before it begins.
 *
 * @param method name of the tuning method
 * @param seed of everything random
 * @param shots images of each class, or {@code all}
 * @param backbone as given
 * @param purpose whether it is one of those that are compared, or only looks for a learning rate
 * @param rate learning rate of what is tuned
 * @param rateFrom where that comes from, for people
 * @param limitSeconds of epochs and their validation, after which no further epoch begins; 0: none
 * @param settings of the training, effective values
 */
record PlannedRun(
        String method,
        long seed,
        String shots,
        String backbone,
        Purpose purpose,
        double rate,
        String rateFrom,
        double limitSeconds,
        Map<String, String> settings) {

    /** What a run is for. */
    public enum Purpose {
        /** Compared with the others. */
        COMPARED,
        /** A short one that looks for a learning rate. */
        TUNING,
        /** A few steps that tell how long they take. */
        TIMING
    }

    public PlannedRun {
        settings = Map.copyOf(settings);
    }

    public Cell cell() {
        return new Cell(method, shots.equals("all") ? Shots.ALL : new Shots(Integer.parseInt(shots)), backbone);
    }

    public TrainingConfig config() {
        return new TrainingConfig(settings);
    }
}
