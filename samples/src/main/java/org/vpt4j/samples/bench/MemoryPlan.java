package org.vpt4j.samples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.vpt4j.detect.train.ByteSize;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.vision.error.ConfigException;

/**
 * Chooses how a training stays below a limit of memory: smaller batches whose gradients add up to the same step, and
 * where that is not enough, checkpointing. Nothing is calculated: some steps are tried in a process of their own.
 *
 * @param batch images in one forward pass
 * @param accumulate batches in one step of the optimizer; the product of both is what it was
 * @param checkpointing whether layers are computed twice
 */
public record MemoryPlan(int batch, int accumulate, boolean checkpointing) {
    /** What validation, checkpoints and the growth of a longer run take beside the steps that are tried. */
    private static final double RESERVE = 0.15;

    /**
     * The settings with what was chosen, or as they are where no limit is given.
     *
     * @param peak largest resident set in bytes of a training with these settings
     * @param notes hears what was tried and what was chosen
     * @throws ConfigException if nothing stays below it
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

    /** All ways to come to the same number of images in a step, the largest batch first. */
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

        /** The first that fits, if the last one does; smaller batches take less, so half of the rest is left out each time. */
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
