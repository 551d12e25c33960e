package org.vpt4j.detect.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.vpt4j.detect.inference.ImageBatch;

/**
 * The cost of a training step with a configuration, measured on its real data: medians over steps after a warm-up.
 *
 * <p>Memory is that of the process: measure one configuration per process.
 *
 * @param steps number of steps measured
 * @param milliseconds per step
 * @param phases milliseconds per phase
 * @param imagesPerSecond throughput in images per second
 * @param residentEarly resident set in bytes after the warm-up; 0 if the system does not report it
 * @param residentLate the same at the end: much more indicates a memory leak
 * @param peakMemory peak resident set of the process in bytes
 * @param trainedParameters number of trained values
 * @param cached whether features came from a cache instead of the layers below the tuned ones
 */
public record StepBenchmark(
        int steps,
        double milliseconds,
        Map<Phase, Double> phases,
        double imagesPerSecond,
        long residentEarly,
        long residentLate,
        long peakMemory,
        long trainedParameters,
        boolean cached) {

    /**
     * Trains for {@code steps} steps and measures. No run is written; but where features are cached, missing ones are
     * computed and stay in the cache, as in training, and may evict those of earlier runs.
     *
     * @param warmup steps before measuring, in which native libraries allocate and compile
     * @param progress receives the number of steps done, including warm-up
     */
    public static StepBenchmark measure(TrainingConfig config, int warmup, int steps, IntConsumer progress) {
        TrainingConfig timed = config.get(TrainingSettings.EPOCHS).isPresent()
                ? config
                : config.with(TrainingSettings.EPOCHS, Optional.of(config.leastCachedEpochs()));
        TrainingInputs inputs = config.given().located(() -> RunChoices.made(TrainingInputs.open(timed), note -> {}));
        try (TrainingSession session = new TrainingSession(inputs)) {
            Run run = new Run(session);
            run.steps(warmup, progress, 0);
            long early = ProcessMemory.residentBytes().orElse(0);
            List<PhaseTimes.Snapshot> measured = run.steps(steps, progress, warmup);
            double milliseconds = median(
                    measured.stream().mapToDouble(PhaseTimes.Snapshot::total).toArray());
            Map<Phase, Double> phases = new EnumMap<>(Phase.class);
            for (Phase phase : Phase.values()) {
                phases.put(
                        phase,
                        median(measured.stream().mapToDouble(s -> s.of(phase)).toArray()));
            }
            return new StepBenchmark(
                    steps,
                    milliseconds,
                    phases,
                    config.get(TrainingSettings.BATCH) / (milliseconds / 1000),
                    early,
                    ProcessMemory.residentBytes().orElse(0),
                    ProcessMemory.peakBytes().orElse(0),
                    session.model().parameters().count(),
                    inputs.config().isCached());
        }
    }

    /** The fraction of a step outside encoder and head: data, assigner and loss, optimizer, glue; in [0, 1]. */
    public double overhead() {
        return (phases.get(Phase.DATA) + phases.get(Phase.LOSS) + phases.get(Phase.OPTIMIZER)) / milliseconds;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values.length % 2 == 1
                ? values[values.length / 2]
                : (values[values.length / 2 - 1] + values[values.length / 2]) / 2;
    }

    /** Batch after batch, epoch after epoch. */
    private static final class Run {
        private final TrainingSession session;
        private int epoch;
        private Iterator<? extends ImageBatch> batches;

        Run(TrainingSession session) {
            this.session = session;
            this.batches = session.training().epoch(0, 0);
        }

        List<PhaseTimes.Snapshot> steps(int count, IntConsumer progress, int before) {
            List<PhaseTimes.Snapshot> times = new ArrayList<>();
            session.step().times().clear();
            for (int i = 1; i <= count; i++) {
                if (!batches.hasNext()) {
                    batches = session.training().epoch(++epoch, 0);
                }
                try (ImageBatch batch = batches.next()) {
                    session.step().run(batch, true);
                }
                times.add(session.step().times().take());
                progress.accept(before + i);
            }
            return times;
        }
    }

    /** The phases of a training step, in order. */
    public enum Phase {
        /** Waiting for the loader and copying pixels. */
        DATA,
        /** Encoder forward pass. */
        ENCODER,
        /** Pyramid and head forward pass. */
        HEAD,
        /** Target assignment and loss. */
        LOSS,
        /** Backward pass through head and encoder. */
        BACKWARD,
        /** Optimizer and moving average. */
        OPTIMIZER
    }
}
