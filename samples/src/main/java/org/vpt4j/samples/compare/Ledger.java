package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.vpt4j.detect.train.ProcessorTime;
import org.vpt4j.samples.energy.Energy;

/**
 * What a run has used up to the end of its last epoch, over all its processes. What a killed process did after that is
 * done again and not counted twice.
 *
 * @param times by the clock
 * @param processor time of it that was used meanwhile
 * @param joules of energy
 * @param source who told the energy
 * @param estimate whether the energy is estimated
 * @param missing why it was not measured better
 * @param peakMemory largest resident set of any of its processes in bytes
 * @param processes how many there were
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

    Ledger {
        Objects.requireNonNull(times, "times");
        Objects.requireNonNull(processor, "processor");
        missing = List.copyOf(missing);
    }

    /** With what one more process has used so far. */
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
}
