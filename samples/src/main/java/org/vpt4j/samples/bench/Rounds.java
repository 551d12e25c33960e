package org.vpt4j.samples.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.vpt4j.detect.train.StopSignal;

/**
 * Times several candidates in turn, round by round, so that other load on the machine affects all of them alike, and
 * returns the median of each.
 */
final class Rounds {
    private static final double NANOS_PER_MS = 1e6;
    /** A session's threads spin for a while after a run: the next candidate starts once they sleep. */
    private static final long REST_MS = 300;

    private final Map<String, Runnable> candidates = new LinkedHashMap<>();

    Rounds add(String name, Runnable candidate) {
        candidates.put(name, candidate);
        return this;
    }

    /**
     * Runs all candidates.
     *
     * @param warmup rounds before the measured ones, at least 1
     * @return median milliseconds by name, in the order of adding
     * @throws CancellationException if the signal is raised
     */
    Map<String, Double> run(int warmup, int rounds, StopSignal stop) {
        Map<String, List<Long>> times = new LinkedHashMap<>();
        candidates.keySet().forEach(name -> times.put(name, new ArrayList<>()));
        for (int round = 0; round < warmup + rounds; round++) {
            for (Map.Entry<String, Runnable> candidate : candidates.entrySet()) {
                if (stop.isRaised()) {
                    throw new CancellationException("interrupted while measuring " + candidate.getKey());
                }
                rest();
                long start = System.nanoTime();
                candidate.getValue().run();
                if (round >= warmup) {
                    times.get(candidate.getKey()).add(System.nanoTime() - start);
                }
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        times.forEach((name, all) -> medians.put(name, median(all) / NANOS_PER_MS));
        return medians;
    }

    /** Waits until a session's threads sleep. */
    static void rest() {
        try {
            Thread.sleep(REST_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while measuring");
        }
    }

    static double median(List<Long> values) {
        long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
        int middle = sorted.length / 2;
        return Arrays.stream(sorted)
                .skip(sorted.length % 2 == 1 ? middle : middle - 1)
                .limit(sorted.length % 2 == 1 ? 1 : 2)
                .average()
                .orElseThrow();
    }
}
