package org.vpt4j.samples.compare;

import static org.vpt4j.samples.report.Html.column;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.vpt4j.samples.report.Chart;
import org.vpt4j.samples.report.Html;

/** The report's sections about cost: parameters, files, time, memory, energy; and accuracy plotted against them. */
final class CostSections {
    private static final double MINUTE = 60;

    private CostSections() {}

    static String costs(Conclusions conclusions) {
        ComparisonData data = conclusions.data();
        List<CellSummary> cells = data.finished();
        if (cells.isEmpty()) {
            return "";
        }
        double target = data.target();
        GridIntensity grid = data.options().grid();
        String sources = String.join(
                "; ",
                cells.stream()
                        .flatMap(cell -> cell.done().stream().limit(1))
                        .map(row -> row.result().orElseThrow().used().source())
                        .distinct()
                        .toList());
        return Html.table(
                        cells,
                        column("Method", c -> c.method()),
                        column("tuned", c -> Html.count(c.any().size().tuned())),
                        column(
                                "of encoder",
                                c -> c.any().size().tuned() == 0 ? "0" : Conclusions.percent(c.tunedShare())),
                        column(
                                "task file",
                                c -> Html.bytes((long)
                                        c.facts(f -> f.size().taskBytes()).mean())),
                        column("s per epoch", c -> c.facts(f -> f.epochSeconds())
                                .text(1)),
                        column(
                                "training",
                                c -> Html.time(c.used(u -> u.times().total()).mean())),
                        column(
                                "processor",
                                c -> time(c.used(u -> u.processor().own()).mean())),
                        column("to 90 %", c -> time(toTarget(c, target))),
                        column(
                                "memory",
                                c -> Html.bytes(
                                        (long) c.used(u -> u.peakMemory()).mean())),
                        column(
                                estimated(data) ? "energy, est." : "energy",
                                c -> Html.metric(c.used(Ledger::wattHours).mean(), "Wh")),
                        column(
                                "CO₂",
                                c -> Html.metric(
                                        grid.gramsOf(c.used(Ledger::wattHours).mean() / 1000), "g")))
                + Html.note(String.format(
                        Locale.ROOT,
                        "Means over the seeds. Tuned: trained parameters in or before the encoder; every method also"
                                + " trains a head of %s parameters. Training: from reading the data to the end of the last"
                                + " epoch, validation included. Processor: processor time of that, summed over the cores;"
                                + " other programs affect it least. To 90 %%: time of training and validation until the"
                                + " validation AP first reached 90 %% of the best of any method (%.3f); a dash if some seed"
                                + " never did. Memory: largest resident set of the process. Energy: %s. CO₂: %.0f g/kWh"
                                + " (%s).",
                        Html.count(cells.get(0).any().size().head()),
                        target,
                        sources,
                        grid.grams(),
                        grid.source()));
    }

    private static boolean estimated(ComparisonData data) {
        return data.finished().stream().anyMatch(CellSummary::energyEstimated);
    }

    /** The mean over all seeds; NaN if one of them never reached it. */
    private static double toTarget(CellSummary cell, double target) {
        return cell.done().stream()
                .mapToDouble(row -> row.history().secondsTo(target))
                .average()
                .orElse(Double.NaN);
    }

    private static String time(double seconds) {
        return seconds > 0 ? Html.time(seconds) : "–";
    }

    static String tradeOffs(Conclusions conclusions) {
        ComparisonData data = conclusions.data();
        return data.finished().isEmpty()
                ? ""
                : Html.columns(
                                chart(
                                        data,
                                        "AP over tuned parameters",
                                        "tuned parameters",
                                        true,
                                        c -> c.facts(f -> f.size().tuned())),
                                chart(
                                        data,
                                        "AP over time",
                                        "minutes of training",
                                        false,
                                        c -> c.used(u -> u.times().total() / MINUTE)),
                                chart(
                                        data,
                                        "AP over energy",
                                        estimated(data) ? "Wh, estimated" : "Wh",
                                        false,
                                        c -> c.used(Ledger::wattHours)))
                        + Html.note("One dot per method: means over the seeds; the line through it is ± one standard"
                                + " deviation of AP.");
    }

    private static String chart(
            ComparisonData data, String title, String label, boolean logarithmic, Function<CellSummary, Spread> cost) {
        List<Chart.Series> series = data.finished().stream()
                .map(cell -> {
                    Spread ap = cell.metric("ap");
                    return new Chart.Series(
                            cell.method(),
                            data.color(cell.method()),
                            List.of(Chart.Point.of(cost.apply(cell).mean(), ap.mean(), ap.deviation())));
                })
                .toList();
        return Chart.dots(title, label, series, logarithmic, false);
    }
}
