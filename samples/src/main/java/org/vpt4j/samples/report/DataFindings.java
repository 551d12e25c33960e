package org.vpt4j.samples.report;

/** What was noticed about the data, and what was done about it. */
final class DataFindings implements ReportSection {
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
