package org.vpt4j.samples.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks for a cell's learning rate: each of a few trains with the first seed for a third of the epochs, and the one with
 * the best AP on the validation images is used for all seeds. Test images play no part.
 */
final class RateSearch {
    private static final int PART = 3;

    private final Cell cell;
    private final double defaultRate;
    private final List<PlannedRun> runs;

    RateSearch(ComparisonOptions options, Schedule schedule, Cell cell, int epochs) {
        this.cell = cell;
        this.defaultRate = schedule.defaultRate(cell);
        int fewer = (epochs + PART - 1) / PART;
        this.runs = options.tune() == 0
                ? List.of()
                : RateGrid.around(defaultRate, options.tune()).stream()
                        .map(rate -> schedule.trial(cell, fewer, rate))
                        .toList();
    }

    /** The runs to be made; none if nobody asked for a search. */
    List<PlannedRun> runs() {
        return runs;
    }

    /** What came out; of equally good rates the one nearest to the default is chosen, of none at all none. */
    List<TuningRow> rows(Function<PlannedRun, RunRow> read) {
        List<RunRow> rows = runs.stream().map(read).toList();
        Optional<RunRow> best = rows.stream()
                .filter(row -> row.result().isPresent())
                .min(Comparator.comparingDouble((RunRow row) ->
                                -row.result().orElseThrow().training().validationAp())
                        .thenComparingDouble(row -> Math.abs(Math.log(row.run().rate() / defaultRate))));
        return rows.stream()
                .map(row -> new TuningRow(
                        cell,
                        row.run().rate(),
                        row.run().seed(),
                        row.run().config().epochs(),
                        row.result().map(r -> r.training().validationAp()).orElse(Double.NaN),
                        row.result().map(r -> r.cost().seconds()).orElse(Double.NaN),
                        row.result()
                                .map(RunResult::cost)
                                .map(RunResult.Cost::joules)
                                .orElse(Double.NaN),
                        best.map(chosen -> chosen.run().equals(row.run())).orElse(false),
                        row.failure().map(RunFailure::reason).orElse("")))
                .toList();
    }
}
