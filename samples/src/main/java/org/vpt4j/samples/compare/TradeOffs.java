package org.vpt4j.samples.compare;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.vpt4j.samples.report.DotChart;

/** Accuracy against what it takes: parameters, time, energy. */
final class TradeOffs implements ComparisonSection {
    private static final double MINUTE = 60;
    private static final double JOULES_PER_WH = 3600;

    @Override
    public String title() {
        return "Accuracy for its price";
    }

    @Override
    public String body(Conclusions found) {
        ComparisonData data = found.data();
        if (data.finished().isEmpty()) {
            return "";
        }
        boolean estimated =
                data.finished().stream().anyMatch(c -> c.any().cost().energyEstimated());
        return "<div class=\"columns\">"
                + chart(
                        data,
                        "AP for tuned parameters",
                        "tuned parameters",
                        r -> r.size().tuned(),
                        true)
                + chart(
                        data,
                        "AP for time",
                        "minutes of training",
                        r -> r.cost().seconds() / MINUTE,
                        false)
                + chart(
                        data,
                        "AP for energy",
                        estimated ? "Wh, estimated" : "Wh",
                        r -> r.cost().joules() / JOULES_PER_WH,
                        false)
                + "</div>\n<p class=\"note\">A dot a method: means over the seeds; the line through it is ± one standard"
                + " deviation of AP.</p>\n";
    }

    private static String chart(
            ComparisonData data, String title, String label, ToDoubleFunction<RunResult> price, boolean logarithmic) {
        List<DotChart.Series> series = data.finished().stream()
                .map(cell -> {
                    Spread ap = cell.metric("ap");
                    return new DotChart.Series(
                            cell.cell().method(),
                            data.color(cell.cell()),
                            List.of(new DotChart.Dot(cell.of(price).mean(), ap.mean(), ap.deviation())));
                })
                .toList();
        return new DotChart(title, label, "AP", series, logarithmic, false).svg();
    }
}
