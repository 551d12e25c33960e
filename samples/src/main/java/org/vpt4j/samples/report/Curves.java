package org.vpt4j.samples.report;

/** Loss and validation AP over the epochs. */
final class Curves implements ReportSection {
    @Override
    public String title() {
        return "How it learned";
    }

    @Override
    public String body(ReportData data) {
        String loss = new LineChart("Training loss", "epoch", data.history().series("loss"), false).svg();
        String ap = new LineChart("Validation AP", "epoch", data.history().series("ap"), false).svg();
        return loss.isEmpty() && ap.isEmpty() ? "" : "<div class=\"columns\">" + loss + ap + "</div>\n";
    }
}
