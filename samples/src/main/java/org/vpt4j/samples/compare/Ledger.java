package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.vpt4j.detect.train.ProcessorTime;

/**
 * What a run has used up to the end of its last epoch, over all its processes. Work that a killed process did after that
 * is repeated, and counted only once.
 *
 * @param times wall-clock time
 * @param processor processor time
 * @param joules of energy
 * @param source where the energy comes from
 * @param estimate whether the energy is estimated
 * @param missing why no better source was available
 * @param peakMemory largest resident set of any of its processes in bytes
 * @param processes number of processes: more than one after an interruption
 */
record Ledger(
        Times times,
        ProcessorTime processor,
        double joules,
        String source,
        boolean estimate,
        List<String> missing,
        long peakMemory,
        int processes) {
    static final Ledger EMPTY = new Ledger(Times.NONE, ProcessorTime.UNKNOWN, 0, "", false, List.of(), 0, 0);

    private static final double JOULES_PER_WH = 3600;

    Ledger {
        Objects.requireNonNull(times, "times");
        Objects.requireNonNull(processor, "processor");
        missing = List.copyOf(missing);
    }

    /**
     * Seconds of wall-clock time.
     *
     * @param total from the start of each process
     * @param caching time to compute cached features; 0 if all were there already, or without a cache
     * @param training the part that epochs took, with their validation
     */
    record Times(double total, double caching, double training) {
        static final Times NONE = new Times(0, 0, 0);

        Times plus(Times more) {
            return new Times(total + more.total, caching + more.caching, training + more.training);
        }
    }

    /** Adds what another process has used so far. */
    Ledger plus(Times moreTimes, ProcessorTime moreProcessor, Energy more, List<String> moreMissing, long memory) {
        Energy energy = processes == 0 ? more : new Energy(joules, source, estimate).plus(more);
        LinkedHashSet<String> reasons = new LinkedHashSet<>(missing);
        reasons.addAll(moreMissing);
        return new Ledger(
                times.plus(moreTimes),
                processes == 0 ? moreProcessor : processor.plus(moreProcessor),
                energy.joules(),
                energy.source(),
                energy.estimate(),
                new ArrayList<>(reasons),
                Math.max(peakMemory, memory),
                processes + 1);
    }

    double wattHours() {
        return joules / JOULES_PER_WH;
    }
}
