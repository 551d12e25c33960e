package org.vpt4j.samples.run;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.report.Report;
import org.vpt4j.samples.report.RunOutcome;

/** Trains, measures the result on images that nothing was chosen by, and writes the report. */
public final class TrainingRun {
    private final Progress progress;
    private final StopSignal stop;
    private final String command;
    private final UnaryOperator<TrainingListener> watch;

    /**
     * @param progress shows how far it is
     * @param stop ends it early, with a checkpoint
     * @param command the command line, for the report
     */
    public TrainingRun(Progress progress, StopSignal stop, String command) {
        this(progress, stop, command, UnaryOperator.identity());
    }

    /**
     * The same, with somebody else who hears of the training.
     *
     * @param watch gets the listener that shows the training, and gives one that hands everything on to it
     */
    public TrainingRun(Progress progress, StopSignal stop, String command, UnaryOperator<TrainingListener> watch) {
        this.progress = progress;
        this.stop = stop;
        this.command = command;
        this.watch = watch;
    }

    /** Begins a run. */
    public RunOutcome begin(TrainingConfig config) {
        long before = System.nanoTime();
        TrainingResult result = train(config);
        Map<String, Duration> beside = new LinkedHashMap<>();
        beside.put(
                "checks, cached features, files",
                Duration.ofNanos(System.nanoTime() - before).minus(trained(result)));
        return finish(result, beside);
    }

    /** Goes on with the run in this folder. */
    public RunOutcome goOn(RunDirectory run) {
        return finish(train(run));
    }

    /** Trains and does no more. */
    public TrainingResult train(TrainingConfig config) {
        return Trainer.train(config, listener(new RunDirectory(config.out())), stop);
    }

    /** Trains on in this folder and does no more. */
    public TrainingResult train(RunDirectory run) {
        return Trainer.resume(run, listener(run), stop);
    }

    private TrainingListener listener(RunDirectory run) {
        return watch.apply(new TrainingView(run, progress));
    }

    /** Measures what a training has given, and writes the report. */
    public RunOutcome finish(TrainingResult result) {
        return finish(result, Map.of());
    }

    private RunOutcome finish(TrainingResult result, Map<String, Duration> beside) {
        RunDirectory run = result.run();
        Task task = TaskFile.read(run.task());
        TrainingConfig config = new TrainingConfig(task.provenance().settings());
        DetectionData data = result.data();
        Split split = data.split(Split.TEST).isPresent() ? Split.TEST : Split.VALIDATION;
        DetectionDataset measured = data.require(split);
        Progress measuring = progress.stoppedBy(
                stop, "interrupted after the training; measure it with: vpt4j train --resume --out " + run.root());
        measuring.begin(split.key(), measured.images().size());
        long before = System.nanoTime();
        DetectorOptions options = DetectorOptions.defaults()
                .withBackbone(config.backbone())
                .withEngine(DetectorOptions.PYTORCH)
                .withDevice(config.device())
                .withThreads(config.threads());
        Evaluation evaluation = TaskEvaluation.of(run.task(), measured, options, done -> measuring.advance(done, ""));
        measuring.close();
        Map<String, Duration> times = new LinkedHashMap<>(beside);
        times.put("training and validation", trained(result));
        times.put("evaluation on " + split.key(), Duration.ofNanos(System.nanoTime() - before));
        RunOutcome outcome = new RunOutcome(result, task, config, split, evaluation, times);
        Report.write(
                run.report(), RunReport.of(outcome, command, data.findings().summary()));
        return outcome;
    }

    private static Duration trained(TrainingResult result) {
        return Duration.ofMillis((long) (1000 * result.seconds()));
    }

    /** The classes of a run with what was found, for a line to people. */
    static String names(List<String> classes) {
        int most = 6;
        return classes.size() <= most
                ? String.join(", ", classes)
                : String.join(", ", classes.subList(0, most)) + " and " + (classes.size() - most) + " more";
    }
}
