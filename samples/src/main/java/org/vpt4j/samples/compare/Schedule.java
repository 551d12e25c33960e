package org.vpt4j.samples.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.Split;
import org.vpt4j.detect.train.RunTimes;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.compare.PlannedRun.Purpose;

/**
 * The settings of each run of a comparison.
 *
 * <p>With fewer images an epoch has fewer steps. To compensate, a run on a subset gets more epochs: enough for the same
 * number of steps, but at most five times as many.
 */
final class Schedule {
    private static final int MOST_STRETCH = 5;
    private static final double MINUTE = 60;

    private final ComparisonOptions options;
    private final CellSettings settings;
    private final ComparisonFolder folder;
    private final DetectionData data;

    Schedule(ComparisonOptions options, CellSettings settings, ComparisonFolder folder, DetectionData data) {
        this.options = options;
        this.settings = settings;
        this.folder = folder;
        this.data = data;
    }

    /**
     * The runs to compare, one for each seed.
     *
     * @param cached whether they use cached features regardless of their number of epochs
     */
    List<PlannedRun> runs(Cell cell, int epochs, boolean cached, List<RateSearch.Trial> tried) {
        Optional<Double> found = tried.stream()
                .filter(RateSearch.Trial::chosen)
                .map(trial -> trial.row().run().rate())
                .findFirst();
        String from = found.isPresent()
                ? "the best of " + tried.size() + " on validation images"
                : options.shared().has(settings.rateSetting(cell)) ? "given" : "the method's default";
        return options.seedList().stream()
                .map(seed -> run(
                        cell, seed, epochs, cached, Purpose.COMPARED, found.orElse(settings.defaultRate(cell)), from))
                .toList();
    }

    /** A short run that tries a learning rate. */
    PlannedRun trial(Cell cell, int epochs, double rate) {
        return run(cell, options.seedList().get(0), epochs, false, Purpose.TUNING, rate, "tried");
    }

    /** A few steps, for timing, set up like a run that is long enough for caching to pay off. */
    PlannedRun timing(Cell cell) {
        return run(
                cell,
                options.seedList().get(0),
                settings.of(cell).leastCachedEpochs(),
                false,
                Purpose.TIMING,
                settings.defaultRate(cell),
                "the method's default");
    }

    double defaultRate(Cell cell) {
        return settings.defaultRate(cell);
    }

    /** The epochs that fit into the budget's minutes; at least one. */
    int epochsIn(RunTimes times, Cell cell) {
        int epochs = times.epochsIn(
                options.budget().minutes() * MINUTE,
                1,
                training(cell, options.seedList().get(0)).size(),
                data.require(Split.VALIDATION).images().size());
        return Math.max(1, Math.min(Budget.MOST, epochs));
    }

    /** The epochs after which even a run ends that never becomes flat. */
    int epochsUntilFlat(Cell cell) {
        TrainingConfig config = settings.of(cell);
        int batches = batches(training(cell, options.seedList().get(0)).size(), config);
        int accumulated = config.get(TrainingSettings.ACCUMULATE);
        int steps = (batches + accumulated - 1) / accumulated;
        return (Budget.MOST_FLAT_STEPS + steps - 1) / steps;
    }

    private PlannedRun run(
            Cell cell, long seed, int epochs, boolean cached, Purpose purpose, double rate, String rateFrom) {
        List<LabelledImage> all = data.require(Split.TRAIN).images();
        TrainingConfig config = settings.of(cell)
                .with(TrainingSettings.SEED, seed)
                .with(
                        TrainingSettings.SPLIT_FILE,
                        Optional.of(folder.split(data.splitNames(), all, cell.shots(), seed)));
        int stretched = epochs;
        if (!cell.shots().isAll()) {
            int batches = batches(training(cell, seed).size(), config);
            if (options.budget().epochs() > 0) {
                long same = Math.round((double) epochs * batches(all.size(), config) / batches);
                stretched = (int) Math.max(epochs, Math.min((long) MOST_STRETCH * epochs, same));
            }
        }
        config = config.with(TrainingSettings.EPOCHS, Optional.of(stretched));
        if (!options.budget().isFlat() && !options.shared().has(TrainingSettings.PATIENCE)) {
            config = config.with(TrainingSettings.PATIENCE, Optional.of(0));
        }
        if (purpose == Purpose.TUNING || !rateFrom.equals("the method's default")) {
            config = config.with(settings.rateSetting(cell).name(), rate);
        }
        if (cached) {
            config = config.with(TrainingSettings.CACHE, "on");
        }
        Map<String, String> values = new LinkedHashMap<>(config.values());
        values.remove(TrainingSettings.OUT.name());
        return new PlannedRun(
                cell.method(), seed, cell.shots().toString(), cell.backbone(), purpose, rate, rateFrom, values);
    }

    private List<LabelledImage> training(Cell cell, long seed) {
        return ShotSubset.of(data.require(Split.TRAIN).images(), cell.shots(), seed);
    }

    private static int batches(int images, TrainingConfig config) {
        return (images + config.get(TrainingSettings.BATCH) - 1) / config.get(TrainingSettings.BATCH);
    }
}
