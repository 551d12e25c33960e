package org.vpt4j.detect.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.vpt4j.detect.inference.ImageBatch;

/**
 * What a training step costs with a configuration, measured on its real data: medians over steps after a warm-up.
 *
 * <p>Memory is the process's: measure one configuration in one process.
 *
 * @param steps that were measured
 * @param milliseconds of a step
 * @param phases milliseconds of its parts
 * @param imagesPerSecond images a second at that pace
 * @param residentEarly resident set in bytes behind the warm-up; 0 where the system does not tell
 * @param residentLate the same at the end: not much more, or memory leaks
 * @param peakMemory largest resident set of the process in bytes
 * @param trainedParameters values that move
 * @param cached whether features came out of a cache instead of the layers below what is tuned
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
     * Trains so many steps and measures. No run is written; but where features are cached, those that are missing are
     * computed and stay in the cache, as in a training, and may take the place of those of former runs.
     *
     * @param warmup steps before, in which native libraries allocate and compile
     * @param progress hears the number of steps done, warm-up included
     */
    public static StepBenchmark measure(TrainingConfig config, int warmup, int steps, IntConsumer progress) {
        TrainingInputs inputs = config.given().located(() -> RunChoices.made(TrainingInputs.open(config), note -> {}));
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

    /** The part of a step outside encoder and head: data, assigner and loss, optimizer, glue; in [0, 1]. */
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
}
