package org.vpt4j.samples.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.vpt4j.detect.inference.PyTorchEngine;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.detect.train.RunTimes;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingInterrupted;
import org.vpt4j.detect.train.TrainingResult;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.bench.MemoryPlan;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.report.Machine;
import org.vpt4j.samples.report.RunOutcome;
import org.vpt4j.samples.run.FolderLock;
import org.vpt4j.samples.run.TrainingRun;

/**
 * Executes the plan in a run's folder, in this process: starts or resumes it, measures time, memory and energy, and
 * stores the result in the folder.
 */
final class MeteredRun {
    /** Longer than an orphaned process needs to finish its step and checkpoint. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final RunFolder folder;
    private final PlannedRun plan;
    private final TrainingConfig config;
    private final ToLongFunction<TrainingConfig> peak;
    private final Progress progress;
    private final StopSignal stop;

    private MeteredRun(RunFolder folder, ToLongFunction<TrainingConfig> peak, Progress progress, StopSignal stop) {
        this.folder = folder;
        this.plan = folder.plan();
        this.config = plan.config().with("out", folder.root());
        this.peak = peak;
        this.progress = progress;
        this.stop = stop;
    }

    /**
     * Runs until training has finished or {@code stop} is raised.
     *
     * @param peak largest resident set in bytes of a training with some settings; called if memory has a limit
     * @throws org.vpt4j.vision.error.VptException if it fails; the checkpoint of the last epoch remains
     */
    public static void run(Path root, ToLongFunction<TrainingConfig> peak, Progress progress, StopSignal stop) {
        try (FolderLock lock = FolderLock.await(root, PATIENCE)) {
            RunFolder folder = new RunFolder(lock.folder());
            MeteredRun run = new MeteredRun(folder, peak, progress, stop);
            if (run.plan.purpose() == PlannedRun.Purpose.TIMING) {
                run.time();
            } else {
                run.train();
            }
        }
    }

    private void time() {
        TrainingConfig limited = limited();
        progress.begin("timing " + plan.method(), -1);
        Progress stoppable = progress.stoppedBy(stop, "interrupted");
        folder.write(RunTimes.measure(limited, done -> stoppable.advance(done, "")));
        progress.close();
    }

    private void train() {
        PyTorchEngine.start(config.get(TrainingSettings.THREADS));
        boolean gpu = PyTorchEngine.device(config.get(TrainingSettings.DEVICE)).isGpu();
        String processor = Machine.describe().get("processor").replaceAll(", \\d+ cores$", "");
        try (EnergyMeters.Choice energy = EnergyMeters.begin(processor, gpu)) {
            train(energy);
        }
    }

    private void train(EnergyMeters.Choice energy) {
        List<MeterListener> meters = new ArrayList<>();
        String again = "./vpt4j train --config " + folder.training().config() + " --out DIR";
        TrainingRun training = new TrainingRun(progress, stop, again, shown -> {
            meters.add(new MeterListener(shown, folder, energy, System::nanoTime));
            return meters.get(0);
        });
        RunDirectory directory = folder.training();
        TrainingResult result;
        try {
            result = Files.exists(directory.checkpoint())
                    ? training.trainOn(RunDirectory.resume(directory.root()))
                    : training.train(limited());
        } catch (TrainingInterrupted e) {
            folder.write(meters.get(0).ledger()); // the checkpoint includes the current epoch, so the ledger does too
            throw e;
        }
        Ledger used = folder.ledger();
        if (plan.purpose() == PlannedRun.Purpose.TUNING) {
            folder.finish(new RunFolder.Result(training.facts(result), used));
        } else {
            RunOutcome outcome = training.finish(result);
            folder.write(outcome.evaluation().images());
            folder.finish(new RunFolder.Result(outcome.facts(), used));
        }
    }

    /** The settings, adapted to a memory limit. */
    private TrainingConfig limited() {
        return MemoryPlan.choose(config, peak, progress::say);
    }
}
