package org.vpt4j.samples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.vpt4j.detect.train.ByteSize;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.setting.Settings;

/**
 * Chooses how a training stays below a memory limit: smaller batches with gradient accumulation and, if that is not
 * enough, checkpointing. Memory is measured over a few steps in a separate process.
 *
 * @param batch images in one forward pass
 * @param accumulate batches in one optimizer step; batch times accumulate stays the same
 * @param checkpointing whether activations are recomputed instead of kept
 */
public record MemoryPlan(int batch, int accumulate, boolean checkpointing) {
    /** Headroom for validation, checkpoints and the growth of a longer run, relative to the measured steps. */
    private static final double RESERVE = 0.15;

    private static final StepComparison.Steps STEPS = new StepComparison.Steps(2, 3);

    /**
     * The settings with the chosen plan, or unchanged without a limit.
     *
     * @param peak largest resident set in bytes of a training with these settings
     * @param notes receives what was tried and chosen
     * @throws ConfigException if no plan stays below the limit
     */
    public static TrainingConfig choose(
            TrainingConfig config, ToLongFunction<TrainingConfig> peak, Consumer<String> notes) {
        if (config.get(TrainingSettings.MEMORY_LIMIT).isEmpty()) {
            return config;
        }
        long limit = config.get(TrainingSettings.MEMORY_LIMIT).get();
        Probe probe = new Probe(config, peak, notes, limit);
        List<MemoryPlan> plain = candidates(config, false);
        List<MemoryPlan> checkpointed = candidates(config, true);
        MemoryPlan chosen = null;
        if (!config.checkpoints()) {
            chosen = probe.first(plain);
        }
        if (chosen == null) {
            chosen = probe.first(checkpointed);
        }
        if (chosen == null) {
            throw new ConfigException(
                    TrainingSettings.MEMORY_LIMIT.name(),
                    "even one image at a time with checkpointing takes "
                            + ByteSize.text(probe.last) + " and the reserve, more than " + ByteSize.text(limit)
                            + "; raise it, choose a smaller --size, or the method head-only");
        }
        notes.accept("memory-limit " + ByteSize.text(limit) + ": batch " + chosen.batch + ", accumulate "
                + chosen.accumulate + ", checkpointing " + (chosen.checkpointing ? "on" : "off"));
        return chosen.in(config);
    }

    /**
     * Measures the largest resident set in bytes of a few training steps in a separate process.
     *
     * @param main main class of the command line
     * @param stop ends the measurement early
     */
    public static ToLongFunction<TrainingConfig> measured(String main, StopSignal stop) {
        return config -> {
            Map<String, String> values = config.values();
            values.values().removeIf(String::isEmpty);
            StepVariant variant =
                    new StepVariant(config.get(TrainingSettings.METHOD), StepComparison.deciding(Settings.of(values)));
            return StepComparison.apart(main, variant, STEPS, stop).peakMemory();
        };
    }

    /** All plans with the same number of images in a step, the largest batch first. */
    private static List<MemoryPlan> candidates(TrainingConfig config, boolean checkpointing) {
        int batch = config.get(TrainingSettings.BATCH);
        return IntStream.iterate(batch, b -> b >= 1, b -> b - 1)
                .filter(b -> batch % b == 0)
                .mapToObj(b -> new MemoryPlan(b, config.get(TrainingSettings.ACCUMULATE) * (batch / b), checkpointing))
                .toList();
    }

    private TrainingConfig in(TrainingConfig config) {
        return config.with(TrainingSettings.BATCH, batch)
                .with(TrainingSettings.ACCUMULATE, accumulate)
                .with(TrainingSettings.CHECKPOINTING, checkpointing ? "on" : "off");
    }

    private static final class Probe {
        private final TrainingConfig config;
        private final ToLongFunction<TrainingConfig> peak;
        private final Consumer<String> notes;
        private final long limit;
        private long last;

        Probe(TrainingConfig config, ToLongFunction<TrainingConfig> peak, Consumer<String> notes, long limit) {
            this.config = config;
            this.peak = peak;
            this.notes = notes;
            this.limit = limit;
        }

        /** The first plan that fits, by binary search, since smaller batches need less; null if even the last does not. */
        MemoryPlan first(List<MemoryPlan> plans) {
            if (fits(plans.get(0))) {
                return plans.get(0);
            }
            List<MemoryPlan> rest = new ArrayList<>(plans.subList(1, plans.size()));
            if (rest.isEmpty() || !fits(rest.get(rest.size() - 1))) {
                return null;
            }
            int low = 0;
            int high = rest.size() - 1; // fits
            while (low < high) {
                int middle = (low + high) / 2;
                if (fits(rest.get(middle))) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return rest.get(high);
        }

        private boolean fits(MemoryPlan plan) {
            last = peak.applyAsLong(plan.in(config));
            boolean fits = last * (1 + RESERVE) <= limit;
            notes.accept("tried: batch " + plan.batch + (plan.checkpointing ? " with checkpointing" : "") + " takes "
                    + ByteSize.text(last) + (fits ? "" : ", with the reserve too much"));
            return fits;
        }
    }
}
