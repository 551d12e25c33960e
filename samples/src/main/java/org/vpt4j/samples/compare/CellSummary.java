package org.vpt4j.samples.compare;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.vpt4j.samples.report.RunFacts;

/**
 * The runs of one cell: means and spreads over its seeds.
 *
 * @param cell the cell
 * @param rows all its runs
 */
record CellSummary(Cell cell, List<RunRow> rows) {
    public CellSummary {
        rows = List.copyOf(rows);
    }

    public String method() {
        return cell.method();
    }

    /** The finished runs. */
    public List<RunRow> done() {
        return rows.stream().filter(row -> row.result().isPresent()).toList();
    }

    public boolean isEmpty() {
        return done().isEmpty();
    }

    /** Mean and spread of a figure over the finished runs. */
    public Spread facts(ToDoubleFunction<RunFacts> number) {
        return of(row -> number.applyAsDouble(row.result().orElseThrow().facts()));
    }

    /** Mean and spread of a ledger's figure over the finished runs. */
    public Spread used(ToDoubleFunction<Ledger> number) {
        return of(row -> number.applyAsDouble(row.result().orElseThrow().used()));
    }

    private Spread of(ToDoubleFunction<RunRow> number) {
        return Spread.of(done().stream().map(number::applyAsDouble).toList());
    }

    /** Mean and spread of a COCO metric. */
    public Spread metric(String name) {
        return of(row -> row.metric(name));
    }

    /** AP by seed. */
    public Map<Long, Double> apBySeed() {
        Map<Long, Double> bySeed = new TreeMap<>();
        done().forEach(row -> bySeed.put(row.run().seed(), row.metric("ap")));
        return bySeed;
    }

    /** Any finished run: for numbers that all seeds share. */
    public RunFacts any() {
        return done().get(0).result().orElseThrow().facts();
    }

    /** The tuned parameters as a fraction of the encoder's. */
    public double tunedShare() {
        return (double) any().size().tuned() / any().size().encoder();
    }

    /** Whether the energy is estimated. */
    public boolean energyEstimated() {
        return done().get(0).result().orElseThrow().used().estimate();
    }
}
