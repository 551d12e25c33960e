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
 * All that a comparison has to tell.
 *
 * @param options what was asked
 * @param rows every run
 * @param tuning every learning rate that was tried
 * @param classes class names
 * @param measured the images that all are measured on
 * @param split their name: test, or validation where there is no test
 * @param findings what was noticed about the data
 */
record ComparisonData(
        ComparisonOptions options,
        List<RunRow> rows,
        List<TuningRow> tuning,
        List<String> classes,
        List<LabelledImage> measured,
        String split,
        List<String> findings) {
    /** Training all weights: what others are held against. */
    public static final String FULL = "full";

    /** Training nothing of the encoder: what others have to beat. */
    public static final String HEAD_ONLY = "head-only";

    public ComparisonData {
        rows = List.copyOf(rows);
        tuning = List.copyOf(tuning);
        classes = List.copyOf(classes);
        measured = List.copyOf(measured);
        findings = List.copyOf(findings);
    }

    /** {@code 24 test images}: what all are measured on, in words. */
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

    /** The cells that the report is about first: the first backbone, all images or the most. */
    public List<CellSummary> main() {
        return cells(options.backbones().get(0), options.mostShots());
    }

    /** Those of them with a finished run. */
    public List<CellSummary> finished() {
        return main().stream().filter(c -> !c.isEmpty()).toList();
    }

    /** The one of these methods, if it has a finished run. */
    public static Optional<CellSummary> find(List<CellSummary> cells, String method) {
        return cells.stream()
                .filter(c -> c.cell().method().equals(method) && !c.isEmpty())
                .findFirst();
    }

    /** What the others are held against: full fine-tuning if it is there, else the best. */
    public Optional<CellSummary> reference() {
        return find(finished(), FULL).or(() -> finished().stream().findFirst());
    }

    /** The best of those that tune a part of the encoder or what goes in, and not all of it. */
    public Optional<CellSummary> bestLight() {
        return finished().stream()
                .filter(c -> !c.cell().method().equals(FULL) && c.any().size().tuned() > 0)
                .findFirst();
    }

    /** 90 % of the best validation AP that the main cells reach on average. */
    public double target() {
        return 0.9
                * finished().stream()
                        .mapToDouble(c -> c.ofRows(RunRow::bestValidationAp).mean())
                        .max()
                        .orElse(Double.NaN);
    }

    /** A legend's colour for each method, the same in all charts: its place in the list that was asked for. */
    public int color(Cell cell) {
        return Math.max(0, options.methods().indexOf(cell.method()));
    }
}
