package org.vpt4j.detect.train;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.detect.inference.ImageBatch;
import org.vpt4j.detect.metric.CocoMetrics;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.weights.Safetensors.DataType;

/**
 * Trains a detector on a folder of images: a head, and whatever the tuning method trains before, in or of the encoder,
 * from a few prompt tokens to all its weights. The rest of the encoder is frozen.
 *
 * <pre>{@code
 * TrainingResult result = Training.on(Path.of("cells")).epochs(12).run(Path.of("runs/cells"));
 * System.out.println(result.best().ap50() + " " + result.task());
 * }</pre>
 *
 * <p>A run is a folder ({@link RunDirectory}). It holds a checkpoint of at most half a minute ago, from which
 * {@link #resume} continues exactly, and the task file of the epoch with the best AP on the validation images (the latest
 * epoch, if they contain no objects). How long a run is follows from its {@link TrainingSchedule}. One training run at a time per process: the engine collects gradients in one place.
 */
public final class Trainer {
    private final RunDirectory run;
    private final TrainingInputs inputs;
    private final TrainingConfig config;
    private final TrainingSession session;
    private final TrainingListener listener;
    private final StopSignal stop;
    private final CheckpointPace pace = new CheckpointPace(System::nanoTime);
    private Progress progress;
    private Progress written; // with the last checkpoint
    private Task best; // to be written with the next checkpoint; null: none

    private Trainer(
            RunDirectory run,
            TrainingInputs inputs,
            TrainingSession session,
            TrainingListener listener,
            StopSignal stop) {
        this.run = run;
        this.inputs = inputs;
        this.config = inputs.config();
        this.session = session;
        this.listener = listener;
        this.stop = stop;
        this.progress = Progress.start();
        this.written = progress;
    }

    /** Trains from scratch to the end, unobserved; see {@link #train(TrainingConfig, TrainingListener, StopSignal)}. */
    public static TrainingResult train(TrainingConfig config) {
        return train(config, TrainingListener.NONE, new StopSignal());
    }

    /**
     * Trains from scratch.
     *
     * @param config settings, with at least {@code data} set
     * @param listener is notified of progress
     * @param stop when raised, ends training after the current step
     * @throws org.vpt4j.vision.error.VptException if settings, data, backbone or folder are unsuitable
     * @throws CancellationException if {@code stop} was raised while images were checked or features cached: no run has
     *     been started, and the same call starts it; features cached so far are kept
     * @throws TrainingDiverged if loss, gradient or parameters diverge: the last checkpoint, and the task of the best
     *     epoch so far, are kept
     * @throws TrainingInterrupted if {@code stop} was raised later: a checkpoint has been written
     */
    public static TrainingResult train(TrainingConfig config, TrainingListener listener, StopSignal stop) {
        return config.given().located(() -> begin(config, listener, stop));
    }

    private static TrainingResult begin(TrainingConfig config, TrainingListener listener, StopSignal stop) {
        RunDirectory.requireUnused(config.out());
        TrainingConfig lasting = config.withAbsolutePaths();
        long before = System.nanoTime();
        TrainingInputs opened = RunChoices.made(TrainingInputs.open(lasting, watch(listener, stop)), listener::note);
        TrainingInputs inputs = new RunLength(lasting, listener, stop, before).chosen(opened);
        inputs.startNotes().forEach(listener::note);
        RunDirectory run = RunDirectory.create(config.out());
        try (TrainingSession session = new TrainingSession(inputs, listener, stop)) {
            Trainer trainer = new Trainer(run, inputs, session, listener, stop);
            trainer.writeBeginning();
            return trainer.run();
        }
    }

    /**
     * Resumes a run from its last checkpoint, with the same result as if it had never stopped.
     *
     * @param run {@link RunDirectory#resume} of the run's folder
     * @param listener is notified of progress
     * @param stop as in {@link #train}
     * @throws org.vpt4j.vision.error.VptException if the folder holds no checkpoint, or data or backbone have changed
     * @throws CancellationException if {@code stop} was raised while images were checked or features cached: the run is
     *     unchanged; features cached so far are kept
     * @throws TrainingDiverged as for {@link #train}
     * @throws TrainingInterrupted if {@code stop} was raised later: a checkpoint has been written
     */
    public static TrainingResult resume(RunDirectory run, TrainingListener listener, StopSignal stop) {
        return resume(run, Optional.empty(), listener, stop);
    }

    /**
     * Resumes a run whose data may have moved; otherwise as {@link #resume(RunDirectory, TrainingListener, StopSignal)}.
     *
     * @param data their folder, if it is another one than that the run began with
     */
    public static TrainingResult resume(
            RunDirectory run, Optional<Path> data, TrainingListener listener, StopSignal stop) {
        Checkpoint checkpoint = Checkpoint.read(run.checkpoint());
        TrainingInputs inputs = TrainingInputs.reopen(checkpoint, run, data, watch(listener, stop));
        try (TrainingSession session = new TrainingSession(inputs, listener, stop)) {
            session.restore(checkpoint);
            Trainer trainer = new Trainer(run, inputs, session, listener, stop);
            trainer.progress = checkpoint.progress();
            trainer.written = trainer.progress;
            trainer.writeText(); // may be missing if the process was killed right after the checkpoint
            return trainer.run();
        }
    }

    private static DetectionData.Progress watch(TrainingListener listener, StopSignal stop) {
        return (done, images) -> {
            listener.checking(done, images);
            if (stop.isRaised()) {
                throw new CancellationException("interrupted before the first step; nothing was written");
            }
        };
    }

    /**
     * Writes a checkpoint before the first step, so that a run killed at any time can be resumed. Nothing written before
     * it prevents the same command from starting over.
     */
    private void writeBeginning() {
        inputs.data().splitNames().write(run.split());
        writeCheckpoint();
        writeText();
    }

    private void writeText() {
        AtomicFiles.writeString(run.config(), config.toYaml());
        writeMetrics();
    }

    private void writeMetrics() {
        AtomicFiles.writeString(run.metrics(), EpochReport.csv(progress.history(), config.get(TrainingSettings.LR)));
    }

    /** The order matters if the process dies midway: first the task file, then the checkpoint that counts its epoch. */
    private void writeCheckpoint() {
        writeBest();
        session.checkpoint(progress).write(run.checkpoint());
        written = progress;
        pace.wrote();
        listener.saved();
    }

    private void writeBest() {
        if (best != null) {
            TaskFile.write(run.task(), best, DataType.F16);
            best = null;
        }
    }

    private void stopIfAsked(int epoch) {
        if (stop.isRaised()) {
            writeCheckpoint();
            throw new TrainingInterrupted(run.root(), epoch);
        }
    }

    private TrainingResult run() {
        inputs.data().findings().summary().forEach(listener::note);
        TrainingListener.TrainingPlan plan = session.plan(run, progress.epochs() + 1);
        listener.started(plan);
        while (progress.epochs() < session.schedule().epochs()) {
            int epoch = progress.epochs() + 1;
            try {
                trainEpoch(epoch);
                finishEpoch(epoch, plan);
            } catch (TrainingDiverged e) {
                writeBest();
                throw new TrainingDiverged(e, left());
            }
        }
        if (!written.equals(progress)) {
            writeCheckpoint();
        }
        double seconds = progress.history().stream()
                .mapToDouble(report -> report.trainSeconds() + report.validationSeconds())
                .sum();
        return new TrainingResult(
                plan,
                inputs.data().whole(),
                progress.history(),
                progress.best(),
                seconds,
                ProcessMemory.peakBytes().orElse(0));
    }

    /** What a run that ends early leaves behind. */
    private String left() {
        return progress.bestEpoch() == 0
                ? "no epoch was " + (progress.epochs() == 0 ? "finished" : "validated")
                : "the last good checkpoint is that of epoch " + written.epochs() + ", " + run.checkpoint()
                        + ", the best task so far that of epoch " + progress.bestEpoch() + ", " + run.task();
    }

    private void trainEpoch(int epoch) {
        int batches = session.training().batches();
        Iterator<? extends ImageBatch> rest = session.training()
                .epoch(epoch - 1, progress.batches(), session.schedule().isSettled(epoch));
        int accumulated = config.get(TrainingSettings.ACCUMULATE);
        session.step().times().restart();
        long before = System.nanoTime();
        while (rest.hasNext()) {
            int number = progress.batches() + 1;
            boolean update = number % accumulated == 0 || number == batches;
            try (ImageBatch batch = rest.next()) {
                TrainingListener.StepResult result = session.step().run(batch, update);
                long now = System.nanoTime();
                progress = progress.after(result, (now - before) / 1e9);
                before = now;
                listener.step(epoch, number, batches, result);
            }
            if (update) { // checkpoints hold no partially accumulated gradient
                stopIfAsked(epoch);
                if (pace.isOverdue()) {
                    writeCheckpoint();
                }
            }
        }
    }

    private void finishEpoch(int epoch, TrainingListener.TrainingPlan plan) {
        if (session.schedule().validates(epoch)) {
            validate(epoch, plan);
        } else {
            progress = progress.afterEpoch();
        }
        boolean first = written.history().isEmpty() && !progress.history().isEmpty();
        if (first || pace.isDue()) {
            writeCheckpoint();
        }
    }

    private void validate(int epoch, TrainingListener.TrainingPlan plan) {
        long before = System.nanoTime();
        Evaluation validation = session.validate(done -> {
            listener.validating(epoch, done, plan.validationImages());
            stopIfAsked(epoch); // the epoch's batches are done: a resumed run starts with this validation
        });
        EpochReport report = session.report(epoch, progress, validation, (System.nanoTime() - before) / 1e9);
        boolean better = report.ap() > progress.bestAp() || report.ap() == CocoMetrics.ABSENT;
        if (better) {
            best = session.task(report, validation);
        }
        progress = progress.afterEpoch(report, better);
        writeMetrics();
        listener.epoch(report, better);
        decayIfFlat(epoch);
        if (showsImages(epoch)) {
            listener.images(epoch, plan.classes(), validation.images());
        }
    }

    private void decayIfFlat(int epoch) {
        Plateau plateau = new Plateau(config.get(TrainingSettings.PATIENCE));
        if (session.schedule().canEndAfter(epoch)
                && plateau.isReached(progress.history(), progress.bestEpoch(), session.schedule())) {
            progress = progress.flat();
            session.decayAfter(epoch);
            listener.flat(epoch, session.schedule().epochs());
        }
    }

    /** Whether so many epochs have passed since images were shown, or this is the last. */
    private boolean showsImages(int epoch) {
        int every = config.get(TrainingSettings.IMAGE_EVERY);
        int before = progress.history().size() < 2
                ? 0
                : progress.history().get(progress.history().size() - 2).epoch();
        return every > 0 && (epoch == session.schedule().epochs() || epoch / every > before / every);
    }
}
