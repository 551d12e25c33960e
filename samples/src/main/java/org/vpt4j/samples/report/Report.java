package org.vpt4j.samples.report;

import java.nio.file.Path;
import java.util.List;
import org.vpt4j.vision.files.AtomicFiles;

/** Writes {@code report.html}: one file, without scripts, that holds its images and its style. */
public final class Report {
    /** What a report is made of, from top to bottom. */
    static final List<ReportSection> SECTIONS = List.of(
            new Examples(),
            new CocoTable(),
            new ClassTable(),
            new PrecisionRecall(),
            new Curves(),
            new WorstMistakes(),
            new Parameters(),
            new CostTable(),
            new DataFindings(),
            new Repeat());

    private Report() {}

    /** Writes the report, whole or not at all. */
    public static void write(Path file, ReportData data) {
        AtomicFiles.writeString(file, html(data));
    }

    static String html(ReportData data) {
        ReportData.Evaluation evaluation = data.evaluation();
        Page page = new Page(
                data.title(),
                data.summary(),
                Page.tile(Html.fraction(evaluation.metrics().ap50()), "AP50 on " + evaluation.split()),
                Page.tile(Html.fraction(evaluation.metrics().ap()), "AP (COCO, 0.50–0.95)"),
                Page.tile(Html.time(data.cost().total()), "start to finish"),
                Page.tile(Html.count(data.size().trainedInAll()), "parameters trained"),
                Page.tile(Html.bytes(data.size().taskBytes()), "task file"));
        SECTIONS.forEach(section -> page.section(section.title(), section.body(data)));
        return page.html();
    }
}
