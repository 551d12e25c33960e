package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.error.Counted;

/**
 * The data of a comparison.
 *
 * @param options the options
 * @param rows every run
 * @param tuning every learning rate that was tried
 * @param classes class names
 * @param measured the images that all runs are evaluated on
 * @param split their name: test, or validation where there is no test
 * @param findings problems of the data, a line each
 */
record ComparisonData(
        ComparisonOptions options,
        List<RunRow> rows,
        List<RateSearch.Trial> tuning,
        List<String> classes,
        List<LabelledImage> measured,
        String split,
        List<String> findings) {
    /** Training all weights: the reference for the others. */
    public static final String FULL = "full";

    /** A frozen encoder: the baseline. */
    public static final String HEAD_ONLY = "head-only";

    public ComparisonData {
        rows = List.copyOf(rows);
        tuning = List.copyOf(tuning);
        classes = List.copyOf(classes);
        measured = List.copyOf(measured);
        findings = List.copyOf(findings);
    }

    /** {@code 24 test images} */
    public String measuredImages() {
        return Counted.of(measured.size(), split + " image", split + " images");
    }

    /** Every cell, with or without finished runs. */
    public List<CellSummary> cells() {
        Map<Cell, List<RunRow>> byCell = new LinkedHashMap<>();
        rows.forEach(row -> byCell.computeIfAbsent(row.run().cell(), key -> new ArrayList<>())
                .add(row));
        return byCell.entrySet().stream()
                .map(entry -> new CellSummary(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The cells of a backbone and a number of images, those with the higher mean AP first, those without any last. */
    public List<CellSummary> cells(String backbone, Shots shots) {
        return cells().stream()
                .filter(c ->
                        c.cell().backbone().equals(backbone) && c.cell().shots().equals(shots))
                .sorted(Comparator.comparingDouble((CellSummary c) -> {
                    double ap = c.metric("ap").mean();
                    return Double.isNaN(ap) ? 1 : -ap;
                }))
                .toList();
    }

    /** The cells of the main tables: the first backbone with the most images. */
    public List<CellSummary> main() {
        return cells(options.backbones().get(0), options.mostShots());
    }

    /** The cells of the main tables with a finished run. */
    public List<CellSummary> finished() {
        return main().stream().filter(c -> !c.isEmpty()).toList();
    }

    /** The cell of a method on the first backbone with the most images, if it has a finished run. */
    public Optional<CellSummary> find(String method) {
        return find(method, options.backbones().get(0), options.mostShots());
    }

    /** The cell of a method, if it has a finished run; where starts are compared, the best of them. */
    public Optional<CellSummary> find(String method, String backbone, Shots shots) {
        return cells(backbone, shots).stream()
                .filter(c -> (c.method().equals(method) || c.cell().tuning().equals(method)) && !c.isEmpty())
                .findFirst();
    }

    /** The reference: full fine-tuning if it was run, else the best. */
    public Optional<CellSummary> reference() {
        return find(FULL).or(() -> finished().stream().findFirst());
    }

    /** The best method that tunes something in or before the encoder, but not all of it. */
    public Optional<CellSummary> bestLight() {
        return finished().stream()
                .filter(c -> !c.cell().tuning().equals(FULL) && c.any().size().tuned() > 0)
                .findFirst();
    }

    /** 90 % of the best validation AP that the main cells reach on average. */
    public double target() {
        return 0.9
                * finished().stream()
                        .mapToDouble(c ->
                                c.facts(f -> f.history().bestValidationAp()).mean())
                        .max()
                        .orElse(Double.NaN);
    }

    /** The results of all finished runs. */
    public List<RunFolder.Result> results() {
        return rows.stream().flatMap(row -> row.result().stream()).toList();
    }

    /** A legend's colour for each method, the same in all charts: its position in the list of methods. */
    public int color(String method) {
        return Math.max(0, options.methods().indexOf(method));
    }
}
