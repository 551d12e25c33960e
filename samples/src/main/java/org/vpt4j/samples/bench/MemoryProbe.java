package org.vpt4j.samples.bench;

import java.util.Map;
import java.util.function.ToLongFunction;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.detect.train.TrainingConfig;

/**
 * Largest resident set in bytes of a few training steps with some settings, in a process of their own.
 *
 * @param main main class of the command line
 * @param stop ends it early
 */
public record MemoryProbe(String main, StopSignal stop) implements ToLongFunction<TrainingConfig> {
    private static final StepComparison.Steps STEPS = new StepComparison.Steps(2, 3);

    @Override
    public long applyAsLong(TrainingConfig config) {
        Map<String, String> tried = StepComparison.deciding(config.values());
        tried.values().removeIf(String::isEmpty);
        return StepComparison.apart(main, new StepVariant(config.method(), tried), STEPS, stop)
                .peakMemory();
    }
}
