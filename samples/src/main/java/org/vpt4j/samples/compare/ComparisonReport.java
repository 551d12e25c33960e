package org.vpt4j.samples.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vpt4j.samples.report.Html;
import org.vpt4j.samples.report.Page;
import org.vpt4j.vision.files.AtomicFiles;

/** Writes a comparison's {@code report.html}: one file, without scripts, that holds its images and its style. */
final class ComparisonReport {
    /** What a report is made of, from top to bottom. */
    static final List<ComparisonSection> SECTIONS = List.of(
            new AccuracyTable(),
            new Significance(),
            new CostTable(),
            new TradeOffs(),
            new ShotsChart(),
            new ScaleChart(),
            new ClassTable(),
            new LearningCurves(),
            new Examples(),
            new RunList(),
            new NotMeasured(),
            new Repeat());

    private ComparisonReport() {}

    /** Writes the report, whole or not at all. */
    public static void write(Path file, Conclusions found) {
        AtomicFiles.writeString(file, html(found));
    }

    static String html(Conclusions found) {
        ComparisonData data = found.data();
        Page page = new Page(
                String.join(", ", data.options().methods()) + " on "
                        + String.join(
                                ", ",
                                data.options().backbones().stream()
                                        .map(Cell::lastName)
                                        .toList()),
                found.summary(),
                tiles(data));
        SECTIONS.forEach(section -> page.section(section.title(), section.body(found)));
        return page.html();
    }

    private static String[] tiles(ComparisonData data) {
        long done = data.rows().stream().filter(row -> row.result().isPresent()).count();
        String runs = done + " of " + data.rows().size();
        Optional<CellSummary> shown = data.bestLight().or(data::reference);
        if (shown.isEmpty()) {
            return new String[] {Page.tile(runs, "runs finished")};
        }
        CellSummary cell = shown.get();
        String method = cell.cell().method();
        return new String[] {
            Page.tile(Html.fraction(cell.metric("ap").mean()), "AP of " + method),
            Page.tile(Html.fraction(cell.metric("ap50").mean()), "AP50 of " + method),
            Page.tile(
                    Conclusions.percent((double) cell.any().size().tuned()
                            / cell.any().size().encoder()),
                    "of the encoder's size is tuned"),
            Page.tile(Html.bytes(cell.any().size().taskBytes()), "its task file"),
            Page.tile(runs, "runs finished")
        };
    }
}
