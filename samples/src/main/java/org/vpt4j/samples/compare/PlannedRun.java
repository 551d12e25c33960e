package org.vpt4j.samples.compare;

import java.util.Map;
import org.vpt4j.detect.train.TrainingConfig;

/**
 * One training of a comparison, as it is stored in its folder before it starts.
 *
 * @param method name of the tuning method
 * @param seed the seed of everything random
 * @param shots images of each class, or {@code all}
 * @param backbone as given
 * @param purpose what the run is for
 * @param rate learning rate of the tuned parameters
 * @param rateFrom where the rate comes from, in words
 * @param settings the effective settings of the training
 */
record PlannedRun(
        String method,
        long seed,
        String shots,
        String backbone,
        Purpose purpose,
        double rate,
        String rateFrom,
        Map<String, String> settings) {

    /** What a run is for. */
    public enum Purpose {
        /** Compared with the others. */
        COMPARED,
        /** A short run that tries a learning rate. */
        TUNING,
        /** A few steps, for timing. */
        TIMING
    }

    public PlannedRun {
        settings = Map.copyOf(settings);
    }

    public Cell cell() {
        return new Cell(method, shots.equals("all") ? Shots.ALL : new Shots(Integer.parseInt(shots)), backbone);
    }

    public TrainingConfig config() {
        return TrainingConfig.of(settings);
    }
}
