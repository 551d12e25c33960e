package org.vpt4j.samples.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.setting.Settings;

/**
 * The options of a comparison.
 *
 * @param methods names of tuning methods, each once
 * @param seeds number of seeds
 * @param budget how long each run trains
 * @param out the comparison's folder
 * @param shared training settings that all runs share, as given
 * @param jobs parallel runs, each in its own process
 * @param tune learning rates to try for each method; 0: none, it keeps its default
 * @param shots numbers of training images; only {@link Shots#ALL} by default
 * @param backbones several to compare sizes
 * @param zeroShot whether to add a row without training
 * @param grid CO₂ per kilowatt-hour
 * @param command the command line, for the report
 */
record ComparisonOptions(
        List<String> methods,
        int seeds,
        Budget budget,
        Path out,
        Settings shared,
        int jobs,
        int tune,
        List<Shots> shots,
        List<String> backbones,
        boolean zeroShot,
        GridIntensity grid,
        String command) {
    public ComparisonOptions {
        methods = List.copyOf(methods);
        shots = List.copyOf(shots);
        backbones = List.copyOf(backbones);
        if (budget.isFlat() && shared.get(TrainingSettings.PATIENCE).equals(Optional.of(0))) {
            throw new ConfigException(
                    TrainingSettings.PATIENCE.name(),
                    "0 never ends a run early, as --budget flat is to do; leave it out, or give epochs as the budget");
        }
    }

    /** The seeds, from the given one or 0 upwards. */
    public List<Long> seedList() {
        long first = shared.get(TrainingSettings.SEED);
        return LongStream.range(first, first + seeds).boxed().toList();
    }

    /** The number of images for the main tables: all, or else the largest. */
    public Shots mostShots() {
        return shots.stream()
                .max((a, b) -> Integer.compare(
                        a.isAll() ? Integer.MAX_VALUE : a.images(), b.isAll() ? Integer.MAX_VALUE : b.images()))
                .orElse(Shots.ALL);
    }
}
