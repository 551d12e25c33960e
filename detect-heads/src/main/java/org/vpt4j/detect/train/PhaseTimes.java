package org.vpt4j.detect.train;

import java.util.EnumMap;
import java.util.Map;

/** Adds up where the time of training steps goes. One thread only. */
public final class PhaseTimes {
    private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    private long last = System.nanoTime();

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

    public double seconds(Phase phase) {
        return nanos.getOrDefault(phase, 0L) / 1e9;
    }

    /** Seconds of all phases together. */
    public double total() {
        return nanos.values().stream().mapToLong(Long::longValue).sum() / 1e9;
    }

    public void clear() {
        nanos.clear();
        restart();
    }
}
