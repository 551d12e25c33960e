package org.vpt4j.samples.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.Split;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.detect.train.Trainer;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingListener;
import org.vpt4j.detect.train.TrainingResult;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.report.Continuation;
import org.vpt4j.samples.report.Measurement;
import org.vpt4j.samples.report.RunFacts;
import org.vpt4j.samples.report.RunOutcome;

/** Trains, evaluates on the test images, and writes the report. */
public final class TrainingRun {
    private static final double NANO = 1e9; // nanoseconds per second
    private static final double START = 1; // seconds until the process is here

    private final Progress progress;
    private final StopSignal stop;
    private final String command;
    private final UnaryOperator<TrainingListener> watch;
    private final long created = System.nanoTime();

    /**
     * @param progress shows the progress
     * @param stop stops the training with a checkpoint
     * @param command the command line, for the report
     */
    public TrainingRun(Progress progress, StopSignal stop, String command) {
        this(progress, stop, command, UnaryOperator.identity());
    }

    /**
     * A run with an additional listener.
     *
     * @param watch wraps the listener that displays the training
     */
    public TrainingRun(Progress progress, StopSignal stop, String command, UnaryOperator<TrainingListener> watch) {
        this.progress = progress;
        this.stop = stop;
        this.command = command;
        this.watch = watch;
    }

    /** Trains, evaluates and writes the report. */
    public RunOutcome begin(TrainingConfig config) {
        long before = System.nanoTime();
        TaskContinuation.warning(config).ifPresent(progress::say);
        TrainingResult result = train(config);
        double all = seconds(before);
        return finish(result, Map.of("checks, cached features, files", all - result.seconds()), Optional.empty());
    }

    /**
     * Resumes the run in this folder, evaluates and writes the report.
     *
     * @param data folder of the run's data, if they have moved
     * @param oldData folder of the data of the task that it started from, if it is to be another one than the run's
     */
    public RunOutcome resume(RunDirectory run, Optional<Path> data, Optional<Path> oldData) {
        return finish(Trainer.resume(run, data, listener(run), stop), Map.of(), oldData);
    }

    /** Only trains. */
    public TrainingResult train(TrainingConfig config) {
        return Trainer.train(config, listener(new RunDirectory(config.out())), stop);
    }

    /** Only resumes the training in this folder. */
    public TrainingResult trainOn(RunDirectory run) {
        return Trainer.resume(run, listener(run), stop);
    }

    private TrainingListener listener(RunDirectory run) {
        return watch.apply(new TrainingView(run, progress, START + seconds(created)));
    }

    /** The facts of a training without evaluation. */
    public RunFacts facts(TrainingResult result) {
        return RunFacts.of(result, TaskFile.read(result.run().task()), command, Map.of(), Measurement.NONE);
    }

    /** Evaluates a training and writes the report. */
    public RunOutcome finish(TrainingResult result) {
        return finish(result, Map.of(), Optional.empty());
    }

    private RunOutcome finish(TrainingResult result, Map<String, Double> overhead, Optional<Path> oldData) {
        RunDirectory run = result.run();
        Task task = TaskFile.read(run.task());
        TrainingConfig config = TrainingConfig.of(task.provenance().settings());
        DetectionData data = result.data();
        DetectionDataset measured = measured(data);
        Split split = split(data);
        Progress measuring = progress.stoppedBy(
                stop, "interrupted after the training; evaluate it with: vpt4j train --resume --out " + run.root());
        measuring.begin(split.key(), measured.images().size());
        long before = System.nanoTime();
        DetectorOptions options = DetectorOptions.defaults()
                .withBackbone(config.get(TrainingSettings.BACKBONE))
                .withEngine(DetectorOptions.PYTORCH)
                .withDevice(config.get(TrainingSettings.DEVICE))
                .withThreads(config.get(TrainingSettings.THREADS));
        Evaluation evaluation = TaskEvaluation.of(run.task(), measured, options, done -> measuring.advance(done, ""));
        measuring.close();
        Map<String, Double> seconds = new LinkedHashMap<>(overhead);
        seconds.put("training and validation", result.seconds());
        seconds.put("evaluation on " + split.key(), seconds(before));
        Measurement measurement = Measurement.of(evaluation, task.classes(), split.key());
        before = System.nanoTime();
        Optional<Path> old = oldData.or(() -> config.get(TrainingSettings.OLD_DATA));
        Optional<Continuation> continued =
                new TaskContinuation(result, task, options, measuring, old).compare(measured, measurement);
        if (continued.isPresent()) {
            seconds.put("evaluation before and after", seconds(before));
        }
        RunFacts facts = RunFacts.of(result, task, command, seconds, measurement);
        RunOutcome outcome = new RunOutcome(run, facts, evaluation, continued);
        outcome.writeReport();
        return outcome;
    }

    /** The images on which a training is evaluated at its end. */
    static DetectionDataset measured(DetectionData data) {
        return data.require(split(data));
    }

    private static Split split(DetectionData data) {
        return data.split(Split.TEST).isPresent() ? Split.TEST : Split.VALIDATION;
    }

    private static double seconds(long before) {
        return (System.nanoTime() - before) / NANO;
    }
}
