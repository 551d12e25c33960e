package org.vpt4j.samples.compare.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vpt4j.samples.compare.plan.Cell;
import org.vpt4j.samples.compare.report.part.ComparisonSection;
import org.vpt4j.samples.compare.report.part.Conclusions;
import org.vpt4j.samples.compare.report.section.AccuracyTable;
import org.vpt4j.samples.compare.report.section.ClassTable;
import org.vpt4j.samples.compare.report.section.CostTable;
import org.vpt4j.samples.compare.report.section.Examples;
import org.vpt4j.samples.compare.report.section.LearningCurves;
import org.vpt4j.samples.compare.report.section.NotMeasured;
import org.vpt4j.samples.compare.report.section.Repeat;
import org.vpt4j.samples.compare.report.section.RunList;
import org.vpt4j.samples.compare.report.section.ScaleChart;
import org.vpt4j.samples.compare.report.section.ShotsChart;
import org.vpt4j.samples.compare.report.section.Significance;
import org.vpt4j.samples.compare.report.section.TradeOffs;
import org.vpt4j.samples.compare.table.CellSummary;
import org.vpt4j.samples.compare.table.ComparisonData;
import org.vpt4j.samples.report.page.Html;
import org.vpt4j.samples.report.page.Page;
import org.vpt4j.vision.files.AtomicFiles;

/** Writes a comparison's {@code report.html}: one file, without scripts, that holds its pictures and its style. */
public final class ComparisonReport {
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
