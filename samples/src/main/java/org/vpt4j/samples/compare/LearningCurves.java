package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vpt4j.samples.report.LineChart;

/** Validation AP over the epochs: a line a method, the seeds' range about it. */
final class LearningCurves implements ComparisonSection {
    @Override
    public String title() {
        return "How they learned";
    }

    @Override
    public String body(Conclusions found) {
        String ap = chart(found, "Validation AP", "val_ap");
        return ap.isEmpty()
                ? ""
                : "<div class=\"columns\">" + ap + chart(found, "Training loss", "loss")
                        + "</div>\n<p class=\"note\">The line is the mean of the seeds that have come so far, the band"
                        + " reaches from the lowest to the highest.</p>\n";
    }

    private static String chart(Conclusions found, String title, String column) {
        Map<String, List<double[]>> series = new LinkedHashMap<>();
        for (String method : found.data().options().methods()) { // the order of the colours
            series.put(
                    method,
                    found.data().main().stream()
                            .filter(cell -> cell.cell().method().equals(method))
                            .findFirst()
                            .map(cell -> curve(cell, column))
                            .orElse(List.of()));
        }
        return new LineChart(title, "epoch", series, false).svg();
    }

    private static List<double[]> curve(CellSummary cell, String column) {
        Map<Double, List<Double>> byEpoch = new TreeMap<>();
        for (RunRow row : cell.rows()) {
            row.history().series(column).getOrDefault(column, List.of()).forEach(point -> byEpoch.computeIfAbsent(
                            point[0], key -> new ArrayList<>())
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
