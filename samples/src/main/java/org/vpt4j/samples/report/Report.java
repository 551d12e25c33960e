package org.vpt4j.samples.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.vpt4j.samples.report.model.ReportData;
import org.vpt4j.samples.report.page.Html;
import org.vpt4j.samples.report.page.ReportSection;
import org.vpt4j.samples.report.section.ClassTable;
import org.vpt4j.samples.report.section.CocoTable;
import org.vpt4j.samples.report.section.CostTable;
import org.vpt4j.samples.report.section.Curves;
import org.vpt4j.samples.report.section.DataFindings;
import org.vpt4j.samples.report.section.Examples;
import org.vpt4j.samples.report.section.Parameters;
import org.vpt4j.samples.report.section.PrecisionRecall;
import org.vpt4j.samples.report.section.Repeat;
import org.vpt4j.samples.report.section.WorstMistakes;
import org.vpt4j.vision.files.AtomicFiles;

/** Writes {@code report.html}: one file, without scripts, that holds its pictures and its style. */
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
        StringBuilder html = new StringBuilder();
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(Html.escape(data.title()))
                .append("</title>\n<style>\n")
                .append(style())
                .append("</style></head><body><main>\n");
        html.append(header(data));
        for (ReportSection section : SECTIONS) {
            String body = section.body(data);
            if (!body.isEmpty()) {
                html.append("<section><h2>")
                        .append(Html.escape(section.title()))
                        .append("</h2>\n")
                        .append(body)
                        .append("</section>\n");
            }
        }
        return html.append("</main></body></html>\n").toString();
    }

    private static String header(ReportData data) {
        ReportData.Evaluation evaluation = data.evaluation();
        return "<header><h1>" + Html.escape(data.title()) + "</h1>\n<p class=\"lead\">" + Html.escape(data.summary())
                + "</p>\n<div class=\"tiles\">"
                + tile(Html.fraction(evaluation.metrics().ap50()), "AP50 on " + evaluation.split())
                + tile(Html.fraction(evaluation.metrics().ap()), "AP (COCO, 0.50–0.95)")
                + tile(Html.time(data.cost().total()), "start to finish")
                + tile(Html.count(data.size().trainedInAll()), "parameters trained")
                + tile(Html.bytes(data.size().taskBytes()), "task file")
                + "</div></header>\n";
    }

    private static String tile(String value, String label) {
        return "<div class=\"tile\"><b>" + Html.escape(value) + "</b><span>" + Html.escape(label) + "</span></div>";
    }

    private static String style() {
        try (InputStream in = Report.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
