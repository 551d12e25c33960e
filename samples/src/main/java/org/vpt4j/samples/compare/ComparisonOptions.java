package org.vpt4j.samples.compare;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.vpt4j.samples.energy.GridIntensity;

/**
 * What a user asks of a comparison.
 *
 * @param methods names of tuning methods, each once
 * @param seeds how many
 * @param budget how long each run trains
 * @param out the comparison's folder
 * @param shared settings of training that all runs have in common, as given
 * @param jobs runs at a time, each in a process of its own
 * @param tune learning rates to try for each method; 0: none, it keeps its own
 * @param shots how many training images; {@link Shots#ALL} alone where nobody asked
 * @param backbones several where sizes are compared
 * @param zeroShot whether the result without any training is asked for
 * @param grid the CO₂ of a kilowatt-hour
 * @param command the command line, for the report
 */
record ComparisonOptions(
        List<String> methods,
        int seeds,
        Budget budget,
        Path out,
        Map<String, String> shared,
        int jobs,
        int tune,
        List<Shots> shots,
        List<String> backbones,
        boolean zeroShot,
        GridIntensity grid,
        String command) {
    public ComparisonOptions {
        methods = List.copyOf(methods);
        shared = Collections.unmodifiableMap(new LinkedHashMap<>(shared));
        shots = List.copyOf(shots);
        backbones = List.copyOf(backbones);
    }

    /** The seeds: from the one that was given, or 0, upwards. */
    public List<Long> seedList() {
        long first = Long.parseLong(shared.getOrDefault("seed", "0"));
        return LongStream.range(first, first + seeds).boxed().toList();
    }

    /** The images' number by which methods are compared: all, or else the most. */
    public Shots mostShots() {
        return shots.stream()
                .max((a, b) -> Integer.compare(
                        a.isAll() ? Integer.MAX_VALUE : a.images(), b.isAll() ? Integer.MAX_VALUE : b.images()))
                .orElse(Shots.ALL);
    }
}
