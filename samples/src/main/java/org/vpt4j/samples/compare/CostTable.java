package org.vpt4j.samples.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.vpt4j.samples.report.Html;

/** What each method trains, stores and takes. */
final class CostTable implements ComparisonSection {
    private static final double JOULES_PER_WH = 3600;

    @Override
    public String title() {
        return "What it costs";
    }

    @Override
    public String body(Conclusions found) {
        ComparisonData data = found.data();
        List<CellSummary> cells = data.finished();
        if (cells.isEmpty()) {
            return "";
        }
        double target = data.target();
        List<List<String>> rows =
                cells.stream().map(cell -> row(cell, data, target)).toList();
        boolean estimated = cells.stream().anyMatch(c -> c.any().cost().energyEstimated());
        String sources = String.join(
                "; ",
                cells.stream()
                        .map(c -> c.any().cost().energySource())
                        .distinct()
                        .toList());
        return Html.table(
                        List.of(
                                "Method",
                                "tuned",
                                "of encoder",
                                "task file",
                                "s an epoch",
                                "training",
                                "processor",
                                "to 90 %",
                                "memory",
                                estimated ? "energy, est." : "energy",
                                "CO₂"),
                        rows)
                + "<p class=\"note\">"
                + Html.escape(
                        "Means over the seeds. Tuned: trained values in or before the encoder; every method trains"
                                + " a head of "
                                + Html.count(cells.get(0).any().size().head())
                                + " values beside. Training: from the first look at the data to the end of the last epoch,"
                                + " validation included; processor: the processor time of that,"
                                + " added up over its cores, which other programs change least. To 90 %: time of training and validation until the validation AP was"
                                + " first 90 % of the best that any method reaches ("
                                + String.format(Locale.ROOT, "%.3f", target)
                                + "); a dash where some seed never was. Memory: largest resident set of the process. Energy: "
                                + sources + ". CO₂: "
                                + String.format(
                                        Locale.ROOT,
                                        "%.0f",
                                        data.options().grid().grams()) + " g/kWh ("
                                + data.options().grid().source() + ").")
                + "</p>\n";
    }

    private static List<String> row(CellSummary cell, ComparisonData data, double target) {
        long tuned = cell.any().size().tuned();
        double wattHours = cell.of(r -> r.cost().joules()).mean() / JOULES_PER_WH;
        double toTarget = cell.done().stream()
                .mapToDouble(row -> row.secondsTo(target))
                .average()
                .orElse(Double.NaN);
        List<String> row = new ArrayList<>();
        row.add(cell.cell().method());
        row.add(Html.count(tuned));
        row.add(
                tuned == 0
                        ? "0"
                        : Conclusions.percent((double) tuned / cell.any().size().encoder()));
        row.add(Html.bytes((long) cell.of(r -> r.size().taskBytes()).mean()));
        row.add(cell.of(r -> r.training().epochSeconds()).text(1));
        row.add(time(cell.of(r -> r.cost().seconds()).mean()));
        double processor = cell.of(r -> r.cost().processor().own()).mean();
        row.add(processor > 0 ? time(processor) : "–");
        row.add(Double.isNaN(toTarget) ? "–" : time(toTarget));
        row.add(Html.bytes((long) cell.of(r -> r.cost().peakMemory()).mean()));
        row.add(wattHours(wattHours));
        row.add(grams(data.options().grid().gramsOf(wattHours / 1000)));
        return row;
    }

    private static String time(double seconds) {
        return Html.time(Duration.ofMillis((long) (1000 * seconds)));
    }

    private static String wattHours(double value) {
        return value >= 1000
                ? String.format(Locale.ROOT, "%.2f kWh", value / 1000)
                : String.format(Locale.ROOT, value < 1 ? "%.3f Wh" : "%.1f Wh", value);
    }

    private static String grams(double value) {
        return value >= 1000
                ? String.format(Locale.ROOT, "%.2f kg", value / 1000)
                : String.format(Locale.ROOT, value < 1 ? "%.3f g" : "%.1f g", value);
    }
}
