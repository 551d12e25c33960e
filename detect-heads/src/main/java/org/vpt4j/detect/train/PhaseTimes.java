package org.vpt4j.detect.train;

import java.util.EnumMap;
import java.util.Map;

/** Accumulates the time spent in each phase of the training steps. Not thread-safe. */
final class PhaseTimes {
    private final Map<StepBenchmark.Phase, Long> nanos = new EnumMap<>(StepBenchmark.Phase.class);
    private long last = System.nanoTime();

    /**
     * The accumulated times at one moment.
     *
     * @param milliseconds by phase
     */
    public record Snapshot(Map<StepBenchmark.Phase, Double> milliseconds) {
        /** Milliseconds of one phase. */
        public double of(StepBenchmark.Phase phase) {
            return milliseconds.getOrDefault(phase, 0.0);
        }

        /** Milliseconds of all phases together. */
        public double total() {
            return milliseconds.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
        }
    }

    /** Restarts the clock; the time since the last call is credited to no phase. */
    public void restart() {
        last = System.nanoTime();
    }

    /** Credits the time since the last call to a phase. */
    public void end(StepBenchmark.Phase phase) {
        long now = System.nanoTime();
        nanos.merge(phase, now - last, Long::sum);
        last = now;
    }

    /** Times accumulated since the last take; resets the sums, the clock keeps running. */
    public Snapshot take() {
        Map<StepBenchmark.Phase, Double> milliseconds = new EnumMap<>(StepBenchmark.Phase.class);
        nanos.forEach((phase, time) -> milliseconds.put(phase, time / 1e6));
        nanos.clear();
        return new Snapshot(milliseconds);
    }

    /** Resets the sums and restarts the clock. */
    public void clear() {
        nanos.clear();
        restart();
    }
}
