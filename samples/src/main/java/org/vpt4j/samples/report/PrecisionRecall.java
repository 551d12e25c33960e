package org.vpt4j.samples.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.metric.PrecisionRecallCurve;

/** Precision over recall at IoU 0.5, a line a class. */
final class PrecisionRecall implements ReportSection {
    /** More lines than this are a tangle: then the mean stands alone. */
    private static final int MOST_LINES = 7;

    @Override
    public String title() {
        return "Precision and recall";
    }

    @Override
    public String body(ReportData data) {
        ReportData.Evaluation evaluation = data.evaluation();
        Map<String, List<double[]>> lines = new LinkedHashMap<>();
        boolean several = evaluation.classes().size() > 1;
        if (several) {
            add(lines, "mean", evaluation.metrics().curve());
        }
        if (evaluation.classes().size() <= MOST_LINES) {
            for (int c = 0; c < evaluation.classes().size(); c++) {
                add(
                        lines,
                        evaluation.classes().get(c),
                        evaluation.metrics().perClass().get(c).curve());
            }
        }
        String chart = new LineChart("Precision over recall, IoU 0.5", "recall", lines, true).svg();
        return chart.isEmpty()
                ? ""
                : "<div class=\"columns\">" + chart + "<div>"
                        + Html.paragraph("A point says: to find this share of the objects (to the right), this share of"
                                + " the detections is right (upwards). Where a line ends on the ground, no threshold"
                                + " finds more.")
                        + "</div></div>\n";
    }

    private static void add(Map<String, List<double[]>> lines, String name, PrecisionRecallCurve curve) {
        if (curve.isAbsent()) {
            return;
        }
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < curve.precision().size(); i++) {
            points.add(new double[] {
                PrecisionRecallCurve.recallAt(i), curve.precision().get(i)
            });
        }
        lines.put(name, points);
    }
}
