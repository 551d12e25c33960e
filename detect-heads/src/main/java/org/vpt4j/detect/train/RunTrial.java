package org.vpt4j.detect.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.vpt4j.detect.inference.ImageBatch;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.FileTree;

/**
 * A short training that is thrown away, to time the parts of a run: with the run's model, batches and, where features are
 * cached, the features of a few images in a temporary folder.
 */
final class RunTrial {
    private static final int CACHED_BATCHES = 4;
    private static final int LOADED_BATCHES = 8;
    private static final int OTHER_IMAGES = 12;
    private static final int WARMUP = 3; // steps, in which native libraries allocate and compile
    private static final int LEAST = 4;
    private static final int MOST = 24;
    private static final double ENOUGH = 3; // seconds of measured steps
    private static final double NANO = 1e-9;

    private final TrainingInputs inputs;
    private final IntConsumer progress;

    private RunTrial(TrainingInputs inputs, IntConsumer progress) {
        this.inputs = inputs;
        this.progress = progress;
    }

    /**
     * Times a run.
     *
     * @param inputs with precision and cache chosen
     * @param progress receives the number of steps done; may throw to abort
     */
    static RunTimes of(TrainingInputs inputs, IntConsumer progress) {
        TrainingConfig config = inputs.config();
        int batches = config.isCached() ? CACHED_BATCHES : LOADED_BATCHES;
        TrainingInputs few = inputs.sample(batches * config.get(TrainingSettings.BATCH), OTHER_IMAGES);
        Path folder = temporaryFolder();
        try {
            TrainingConfig trial = config.with(TrainingSettings.EPOCHS, Optional.of(1))
                    .with(TrainingSettings.VIEWS, Optional.of(0))
                    .with(TrainingSettings.LR, 0.0) // steps cost the same, and none can diverge
                    .with(TrainingSettings.TUNING_LR, Optional.of(0.0))
                    .with(TrainingSettings.CACHE_DIR, Optional.of(folder));
            return new RunTrial(few.with(trial), progress).times();
        } finally {
            delete(folder);
        }
    }

    private RunTimes times() {
        Rate features = new Rate();
        TrainingListener caching = new TrainingListener() {
            @Override
            public void caching(int done, int images) {
                features.at(done);
                progress.accept(0);
            }
        };
        long before = System.nanoTime();
        try (TrainingSession session = new TrainingSession(inputs, caching, new StopSignal())) {
            double opening = (System.nanoTime() - before) * NANO;
            double step = stepSeconds(session);
            Rate validated = new Rate();
            validated.at(0);
            session.validate(validated::at);
            return new RunTimes(
                    step,
                    inputs.config().get(TrainingSettings.BATCH),
                    validated.secondsPerImage(),
                    features.secondsPerImage(),
                    Math.max(0, opening - features.seconds()),
                    inputs.config().isCached());
        }
    }

    private double stepSeconds(TrainingSession session) {
        List<Double> seconds = new ArrayList<>();
        double measured = 0;
        int epoch = 0;
        Iterator<? extends ImageBatch> batches = session.training().epoch(epoch, 0);
        for (int step = 1; step <= WARMUP + MOST; step++) {
            if (!batches.hasNext()) {
                batches = session.training().epoch(++epoch, 0);
            }
            long before = System.nanoTime();
            try (ImageBatch batch = batches.next()) {
                session.step().run(batch, step % inputs.config().get(TrainingSettings.ACCUMULATE) == 0);
            }
            double took = (System.nanoTime() - before) * NANO;
            progress.accept(step);
            if (step > WARMUP) {
                seconds.add(took);
                measured += took;
            }
            if (seconds.size() >= LEAST && measured >= ENOUGH) {
                break;
            }
        }
        double slowest = seconds.stream().mapToDouble(s -> s).max().orElseThrow();
        return (measured - slowest) / (seconds.size() - 1); // without one that something else disturbed
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("vpt4j-trial");
        } catch (IOException e) {
            throw new FileException("no temporary folder can be made: " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            // A folder for temporary files is emptied by the system.
        }
    }

    /** Seconds per image of something that reports the images done; the first batch, which is slower, does not count. */
    private static final class Rate {
        private final List<long[]> reports = new ArrayList<>(); // images done, nanoseconds
        private final long created = System.nanoTime();

        void at(int done) {
            reports.add(new long[] {done, System.nanoTime()});
        }

        double secondsPerImage() {
            if (reports.isEmpty()) {
                return 0;
            }
            long[] last = reports.get(reports.size() - 1);
            long[] first = reports.stream()
                    .filter(report -> report[0] > 0 && report[0] < last[0])
                    .findFirst()
                    .orElse(new long[] {0, reports.size() > 1 ? reports.get(0)[1] : created});
            return (last[1] - first[1]) * NANO / (last[0] - first[0]);
        }

        double seconds() {
            return reports.isEmpty() ? 0 : (reports.get(reports.size() - 1)[1] - created) * NANO;
        }
    }
}
