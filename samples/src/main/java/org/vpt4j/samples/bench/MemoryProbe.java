package org.vpt4j.samples.bench;

import java.util.Map;
import java.util.function.ToLongFunction;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.vision.setting.Settings;

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
        Map<String, String> values = config.values();
        values.values().removeIf(String::isEmpty);
        Settings tried = StepComparison.deciding(Settings.of(values));
        return StepComparison.apart(main, new StepVariant(config.get(TrainingSettings.METHOD), tried), STEPS, stop)
                .peakMemory();
    }
}
