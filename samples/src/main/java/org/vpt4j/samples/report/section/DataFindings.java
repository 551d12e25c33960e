package org.vpt4j.samples.report.section;

import org.vpt4j.samples.report.model.ReportData;
import org.vpt4j.samples.report.page.Html;
import org.vpt4j.samples.report.page.ReportSection;

/** What was noticed about the data, and what was done about it. */
public final class DataFindings implements ReportSection {
    @Override
    public String title() {
        return "Noticed about the data";
    }

    @Override
    public String body(ReportData data) {
        if (data.findings().isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<ul>\n");
        data.findings()
                .forEach(finding ->
                        html.append("<li>").append(Html.escape(finding)).append("</li>\n"));
        return html.append("</ul>\n").toString();
    }
}
