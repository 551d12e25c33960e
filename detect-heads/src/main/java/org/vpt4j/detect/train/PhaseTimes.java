package org.vpt4j.detect.train;

import java.util.EnumMap;
import java.util.Map;

/** Adds up where the time of training steps goes. One thread only. */
final class PhaseTimes {
    private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    private long last = System.nanoTime();

    /**
     * What was added up at some moment.
     *
     * @param milliseconds of each phase
     */
    public record Snapshot(Map<Phase, Double> milliseconds) {
        /** Milliseconds of one phase. */
        public double of(Phase phase) {
            return milliseconds.getOrDefault(phase, 0.0);
        }

        /** Milliseconds of all phases together. */
        public double total() {
            return milliseconds.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
        }
    }

    /** Starts the clock without crediting the time since the last call to anything. */
    public void restart() {
        last = System.nanoTime();
    }

    /** Credits the time since the last call to a phase. */
    public void end(Phase phase) {
        long now = System.nanoTime();
        nanos.merge(phase, now - last, Long::sum);
        last = now;
    }

    /** What was added up since the last take; the sums begin at zero again, the clock keeps running. */
    public Snapshot take() {
        Map<Phase, Double> milliseconds = new EnumMap<>(Phase.class);
        nanos.forEach((phase, time) -> milliseconds.put(phase, time / 1e6));
        nanos.clear();
        return new Snapshot(milliseconds);
    }

    /** Forgets all sums and starts the clock. */
    public void clear() {
        nanos.clear();
        restart();
    }
}
