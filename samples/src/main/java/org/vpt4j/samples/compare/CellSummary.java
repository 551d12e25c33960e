package org.vpt4j.samples.compare;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The runs of one cell together: means and spreads over its seeds.
 *
 * @param cell what they have in common
 * @param rows all of them
 */
record CellSummary(Cell cell, List<RunRow> rows) {
    public CellSummary {
        rows = List.copyOf(rows);
    }

    /** The finished ones. */
    public List<RunRow> done() {
        return rows.stream().filter(row -> row.result().isPresent()).toList();
    }

    public boolean isEmpty() {
        return done().isEmpty();
    }

    /** Mean and spread of a number of the finished runs. */
    public Spread of(ToDoubleFunction<RunResult> number) {
        return Spread.of(done().stream()
                .map(row -> number.applyAsDouble(row.result().orElseThrow()))
                .toList());
    }

    /** The same of a number that needs the run's history. */
    public Spread ofRows(ToDoubleFunction<RunRow> number) {
        return Spread.of(done().stream().map(number::applyAsDouble).toList());
    }

    /** Mean and spread of one of the COCO numbers. */
    public Spread metric(String name) {
        return of(result -> result.metric(name));
    }

    /** AP of one class. */
    public Spread classAp(int index) {
        return of(result -> {
            double ap = result.classes().get(index).ap();
            return ap < 0 ? Double.NaN : ap;
        });
    }

    /** AP by seed. */
    public Map<Long, Double> apBySeed() {
        Map<Long, Double> bySeed = new TreeMap<>();
        done().forEach(row ->
                bySeed.put(row.run().seed(), row.result().orElseThrow().metric("ap")));
        return bySeed;
    }

    /** Any finished run: for numbers that all seeds share. */
    public RunResult any() {
        return done().get(0).result().orElseThrow();
    }
}
