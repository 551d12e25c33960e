package org.vpt4j.samples.compare.report.section;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vpt4j.samples.compare.report.part.ComparisonSection;
import org.vpt4j.samples.compare.report.part.Conclusions;
import org.vpt4j.samples.compare.table.CellSummary;
import org.vpt4j.samples.compare.table.RunRow;
import org.vpt4j.samples.report.page.LineChart;

/** Validation AP over the epochs: a line a method, the seeds' range about it. */
public final class LearningCurves implements ComparisonSection {
    @Override
    public String title() {
        return "How they learned";
    }

    @Override
    public String body(Conclusions found) {
        Map<String, List<double[]>> series = new LinkedHashMap<>();
        for (String method : found.data().options().methods()) { // the order of the colours
            series.put(
                    method,
                    found.data().main().stream()
                            .filter(cell -> cell.cell().method().equals(method))
                            .findFirst()
                            .map(LearningCurves::curve)
                            .orElse(List.of()));
        }
        String svg = new LineChart("Validation AP", "epoch", series, false).svg();
        return svg.isEmpty()
                ? ""
                : "<div class=\"columns\">" + svg
                        + "</div>\n<p class=\"note\">The line is the mean of the seeds that have come so far, the band"
                        + " reaches from the lowest to the highest.</p>\n";
    }

    private static List<double[]> curve(CellSummary cell) {
        Map<Double, List<Double>> byEpoch = new TreeMap<>();
        for (RunRow row : cell.rows()) {
            row.learningCurve().forEach(point -> byEpoch.computeIfAbsent(point[0], key -> new ArrayList<>())
                    .add(point[1]));
        }
        List<double[]> points = new ArrayList<>();
        byEpoch.forEach((epoch, values) -> points.add(new double[] {
            epoch,
            values.stream().mapToDouble(v -> v).average().orElseThrow(),
            values.stream().mapToDouble(v -> v).min().orElseThrow(),
            values.stream().mapToDouble(v -> v).max().orElseThrow()
        }));
        return points;
    }
}
