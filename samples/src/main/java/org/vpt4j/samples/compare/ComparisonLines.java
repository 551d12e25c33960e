package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.vpt4j.samples.report.Html;

/** A comparison's result in a few lines for the terminal. */
final class ComparisonLines {
    private static final double JOULES_PER_WH = 3600;

    private ComparisonLines() {}

    static List<String> of(Conclusions found) {
        ComparisonData data = found.data();
        List<String> lines = new ArrayList<>();
        int width =
                data.options().methods().stream().mapToInt(String::length).max().orElse(1);
        lines.add(String.format(
                Locale.ROOT,
                "%-" + width + "s  %-15s  %-15s  %12s  %9s  %9s  %10s",
                "method",
                "AP",
                "AP50",
                "tuned",
                "s/epoch",
                "memory",
                "energy Wh"));
        for (CellSummary cell : data.finished()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-" + width + "s  %-15s  %-15s  %12s  %9.1f  %9s  %10.3f",
                    cell.cell().method(),
                    cell.metric("ap").text(3),
                    cell.metric("ap50").text(3),
                    Html.count(cell.any().size().tuned()),
                    cell.of(r -> r.training().epochSeconds()).mean(),
                    Html.bytes((long) cell.of(r -> r.cost().peakMemory()).mean()),
                    cell.of(r -> r.cost().joules()).mean() / JOULES_PER_WH));
        }
        lines.add(found.summary());
        lines.add("table:  " + data.options().out().resolve("comparison.csv"));
        lines.add("report: " + data.options().out().resolve("report.html"));
        return lines;
    }
}
