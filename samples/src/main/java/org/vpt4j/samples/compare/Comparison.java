package org.vpt4j.samples.compare;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.SplitNames;
import org.vpt4j.detect.train.RunTimes;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.run.FolderLock;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * Runs a comparison: every method with every seed, each in its own process and folder, and updates the tables and the
 * report after each run. Finished runs are not repeated, interrupted ones resume from their last checkpoint, and failed
 * ones are marked without stopping the others.
 */
final class Comparison {
    private final ComparisonOptions options;
    private final CellSettings settings;
    private final ComparisonFolder folder;
    private final Launcher launcher;
    private final Progress progress;
    private final StopSignal stop;

    /** Executes the plan in a folder, called by as many threads as there are jobs; returns how it failed, or null. */
    @FunctionalInterface
    public interface Launcher {
        RunFolder.Failure launch(Path folder);
    }

    /**
     * A cell's runs, and the learning rates that were tried for them.
     *
     * @param failure why none of the runs can start, or null
     */
    private record Prepared(List<PlannedRun> runs, List<RateSearch.Trial> tried, RunFolder.Failure failure) {}

    /**
     * Checks the options.
     *
     * @param launcher starts a process for a run
     * @throws org.vpt4j.vision.error.ConfigException if an option is invalid
     */
    public Comparison(ComparisonOptions options, Launcher launcher, Progress progress, StopSignal stop) {
        this.options = options;
        this.settings = new CellSettings(options);
        this.folder = new ComparisonFolder(options.out());
        this.launcher = launcher;
        this.progress = progress;
        this.stop = stop;
    }

    /**
     * Runs until every run has finished or failed.
     *
     * @return the results, with the intervals over images
     * @throws CancellationException if it was interrupted; running it again resumes
     */
    public Conclusions run() {
        try (FolderLock lock = FolderLock.take(folder.root())) {
            DetectionData data = open();
            folder.requireSame(data);
            Schedule schedule = new Schedule(options, settings, new ComparisonFolder(lock.folder()), data);
            List<Prepared> prepared = Parallel.each(settings.cells(), options.jobs(), cell -> prepare(cell, schedule));
            List<RateSearch.Trial> tried =
                    prepared.stream().flatMap(p -> p.tried().stream()).toList();
            List<PlannedRun> plan = inOrder(prepared.stream());
            List<PlannedRun> possible = inOrder(prepared.stream().filter(cell -> cell.failure() == null));
            possible.forEach(run -> folder.run(run.cell(), run.seed()).plan(run));
            Parallel.each(possible, options.jobs(), run -> {
                boolean worked = finish(folder.run(run.cell(), run.seed()), name(run, plan));
                if (worked) {
                    writeSoFar(plan, tried, data);
                }
                return worked;
            });
            ComparisonData table = table(plan, tried, data);
            ImageScores scores =
                    new ImageScores(table.measured(), table.classes().size());
            return write(Conclusions.of(table, scores::difference));
        }
    }

    /** Seed by seed, so that all methods are compared before the next seed starts; cell by cell within a seed. */
    private static List<PlannedRun> inOrder(Stream<Prepared> cells) {
        return cells.flatMap(cell -> cell.runs().stream())
                .sorted(Comparator.comparingLong(PlannedRun::seed)) // stable
                .toList();
    }

    private String name(PlannedRun run, List<PlannedRun> plan) {
        return String.format(
                Locale.ROOT,
                "run %d of %d: %s, seed %d%s%s",
                plan.indexOf(run) + 1,
                plan.size(),
                run.method(),
                run.seed(),
                options.shots().size() > 1 ? ", images per class: " + run.shots() : "",
                options.backbones().size() > 1 ? ", " + Cell.lastName(run.backbone()) : "");
    }

    /** Times the steps and searches the learning rate of a cell before its runs start. */
    private Prepared prepare(Cell cell, Schedule schedule) {
        int epochs = options.budget().epochs();
        boolean cached = false;
        if (options.budget().isTime()) {
            RunFolder place = folder.timing(cell);
            if (place.timing().isEmpty()) {
                place.plan(schedule.timing(cell));
                RunFolder.Failure failure = launch(place, "timing " + cell.method());
                if (failure != null) {
                    return impossible(cell, schedule, failure);
                }
            }
            RunTimes timing = place.timing().orElseThrow();
            epochs = schedule.epochsIn(timing, cell);
            cached = timing.cached();
        } else if (options.budget().isFlat()) {
            epochs = schedule.epochsUntilFlat(cell);
        }
        RateSearch search = new RateSearch(options, schedule, cell, epochs);
        boolean decided = folder.run(cell, options.seedList().get(0)).isPlanned();
        for (PlannedRun run : search.runs()) {
            folder.tuning(cell, run.rate()).plan(run);
            if (!decided) { // retrying a failed trial could choose a rate other than that of the finished runs
                finish(folder.tuning(cell, run.rate()), "learning rate " + run.rate() + " for " + cell.method());
            }
        }
        List<RateSearch.Trial> rows = search.trials(run -> RunRow.read(run, folder.tuning(cell, run.rate())));
        return new Prepared(schedule.runs(cell, epochs, cached, rows), rows, null);
    }

    /** A cell whose steps cannot be timed: its runs are marked as failed, and planned once the timing works. */
    private Prepared impossible(Cell cell, Schedule schedule, RunFolder.Failure failure) {
        say("timing " + cell.method() + " failed: " + failure.reason());
        List<PlannedRun> runs = schedule.runs(cell, 1, false, List.of());
        runs.forEach(run -> folder.run(run.cell(), run.seed()).fail(failure));
        return new Prepared(runs, List.of(), failure);
    }

    /** Executes a planned run unless it is finished; returns whether there was anything to do. */
    private boolean finish(RunFolder place, String name) {
        if (place.result().isPresent()) {
            return false;
        }
        place.forgetFailure();
        RunFolder.Failure failure = launch(place, name);
        if (failure != null) {
            place.fail(failure);
            say(name + " failed: " + failure.reason());
        }
        return true;
    }

    private RunFolder.Failure launch(RunFolder place, String name) {
        if (stop.isRaised()) {
            throw interrupted();
        }
        say(name);
        try {
            return launcher.launch(place.root());
        } catch (CancellationException e) {
            throw interrupted();
        }
    }

    private synchronized void say(String line) {
        progress.say(line);
    }

    private CancellationException interrupted() {
        return new CancellationException(
                "interrupted; rerun the command to resume, finished runs stay in " + folder.root());
    }

    private DetectionData open() {
        TrainingConfig first = settings.of(settings.cells().get(0));
        Path root = first.data();
        DetectionData.Progress checking = new DetectionData.Progress() {
            private boolean begun;

            @Override
            public void checked(int done, int images) {
                if (!begun) {
                    progress.begin("checking images", images);
                    begun = true;
                }
                progress.advance(done, "");
                if (stop.isRaised()) {
                    throw interrupted();
                }
            }
        };
        Optional<Path> split = first.get(TrainingSettings.SPLIT_FILE);
        DetectionData data = split.isPresent()
                ? DetectionData.open(root, first.reading(), SplitNames.read(split.get()), checking)
                : DetectionData.open(root, first.reading(), options.seedList().get(0), checking);
        progress.close();
        data.require(Split.TRAIN);
        data.require(Split.VALIDATION);
        return data;
    }

    private ComparisonData table(List<PlannedRun> plan, List<RateSearch.Trial> tried, DetectionData data) {
        Split split = data.split(Split.TEST).isPresent() ? Split.TEST : Split.VALIDATION;
        DetectionDataset measured = data.require(split);
        List<RunRow> rows = plan.stream()
                .map(run -> RunRow.read(run, folder.run(run.cell(), run.seed())))
                .toList();
        return new ComparisonData(
                options,
                rows,
                tried,
                data.classes(),
                measured.images(),
                split.key(),
                data.findings().summary());
    }

    /** Writes the results so far; a slower thread never replaces newer results. */
    private synchronized void writeSoFar(List<PlannedRun> plan, List<RateSearch.Trial> tried, DetectionData data) {
        write(Conclusions.of(table(plan, tried, data), (first, second) -> Optional.empty()));
    }

    private Conclusions write(Conclusions found) {
        ComparisonData table = found.data();
        AtomicFiles.writeString(folder.csv(), ComparisonCsv.runs(table));
        if (!table.tuning().isEmpty()) {
            AtomicFiles.writeString(folder.tuningCsv(), ComparisonCsv.tuning(table));
        }
        AtomicFiles.writeString(folder.report(), ComparisonReport.html(found));
        return found;
    }
}
