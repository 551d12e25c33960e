package org.vpt4j.samples.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Searches a cell's learning rate: each of a few trains with the first seed for a third of the epochs, and the one with
 * the best AP on the validation images is used for all seeds. Test images play no part.
 */
final class RateSearch {
    private static final int PART = 3;

    private final double defaultRate;
    private final List<PlannedRun> runs;

    /**
     * A learning rate that was tried.
     *
     * @param row the run that tried it
     * @param chosen whether the cell's runs use it
     */
    record Trial(RunRow row, boolean chosen) {}

    RateSearch(ComparisonOptions options, Schedule schedule, Cell cell, int epochs) {
        this.defaultRate = schedule.defaultRate(cell);
        int fewer = (epochs + PART - 1) / PART;
        this.runs = options.tune() == 0
                ? List.of()
                : rates(defaultRate, options.tune()).stream()
                        .map(rate -> schedule.trial(cell, fewer, rate))
                        .toList();
    }

    /**
     * The default and rates on both sides of it, in steps of half a power of ten, ascending and rounded to three digits;
     * if their number is even, one more is above than below.
     */
    static List<Double> rates(double rate, int count) {
        int below = (count - 1) / 2;
        return IntStream.range(0, count)
                .mapToObj(i -> new BigDecimal(rate * Math.pow(10, (i - below) / 2.0))
                        .round(new MathContext(3))
                        .doubleValue())
                .toList();
    }

    /** The runs of the search; none if no search was requested. */
    List<PlannedRun> runs() {
        return runs;
    }

    /** The results; among equally good rates the one closest to the default is chosen, none if all failed. */
    List<Trial> trials(Function<PlannedRun, RunRow> read) {
        List<RunRow> rows = runs.stream().map(read).toList();
        Optional<RunRow> best = rows.stream()
                .filter(row -> row.result().isPresent())
                .min(Comparator.comparingDouble((RunRow row) ->
                                -row.result().orElseThrow().facts().validationAp())
                        .thenComparingDouble(row -> Math.abs(Math.log(row.run().rate() / defaultRate))));
        return rows.stream()
                .map(row -> new Trial(
                        row, best.map(chosen -> chosen.run().equals(row.run())).orElse(false)))
                .toList();
    }
}
