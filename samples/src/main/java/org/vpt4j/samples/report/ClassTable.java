package org.vpt4j.samples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.vpt4j.detect.metric.ClassMetrics;
import org.vpt4j.detect.metric.OperatingPoint;

/** How well each class is found, and at which score threshold best. */
final class ClassTable implements ReportSection {
    @Override
    public String title() {
        return "Class by class";
    }

    @Override
    public String body(ReportData data) {
        ReportData.Evaluation evaluation = data.evaluation();
        List<List<String>> rows = new ArrayList<>();
        for (int c = 0; c < evaluation.classes().size(); c++) {
            rows.add(row(
                    evaluation.classes().get(c),
                    evaluation.metrics().perClass().get(c),
                    evaluation.points().bestPerClass().get(c)));
        }
        OperatingPoint overall = evaluation.points().overall();
        return Html.table(List.of("Class", "objects", "AP", "AP50", "precision", "recall", "F1", "at score"), rows)
                + "<p class=\"note\">"
                + Html.escape(String.format(
                        Locale.ROOT,
                        "Precision, recall and F1 at IoU 0.5, at the threshold that is best for each class. One threshold"
                                + " for all: %.2f, where precision is %.3f, recall %.3f, F1 %.3f (%d right, %d wrong, %d"
                                + " missed).",
                        overall.threshold(),
                        overall.precision(),
                        overall.recall(),
                        overall.f1(),
                        overall.truePositives(),
                        overall.falsePositives(),
                        overall.falseNegatives()))
                + "</p>\n";
    }

    private static List<String> row(String name, ClassMetrics metrics, OperatingPoint best) {
        boolean absent = metrics.objects() == 0;
        return List.of(
                name,
                Html.count(metrics.objects()),
                Html.fraction(metrics.ap()),
                Html.fraction(metrics.ap50()),
                Html.fraction(absent ? -1 : best.precision()),
                Html.fraction(absent ? -1 : best.recall()),
                Html.fraction(absent ? -1 : best.f1()),
                absent ? "–" : String.format(Locale.ROOT, "%.2f", best.threshold()));
    }
}
