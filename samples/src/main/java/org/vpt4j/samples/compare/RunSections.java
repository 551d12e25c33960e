package org.vpt4j.samples.compare;

import static org.vpt4j.samples.report.Html.column;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.vpt4j.samples.report.Chart;
import org.vpt4j.samples.report.Html;
import org.vpt4j.samples.report.RunFacts;

/** The report's sections about single runs: learning curves, the list of runs, and how to repeat them. */
final class RunSections {
    private RunSections() {}

    static String curves(Conclusions conclusions) {
        String ap = Chart.lines("Validation AP", "epoch", curves(conclusions.data(), "val_ap"));
        return ap.isEmpty()
                ? ""
                : Html.columns(ap, Chart.lines("Training loss", "epoch", curves(conclusions.data(), "loss")))
                        + Html.note(
                                "The line is the mean of the seeds that have reached an epoch, the band their range.");
    }

    private static List<Chart.Series> curves(ComparisonData data, String column) {
        return data.main().stream()
                .map(cell -> new Chart.Series(cell.method(), data.color(cell.method()), curve(cell, column)))
                .sorted((a, b) -> Integer.compare(a.color(), b.color()))
                .toList();
    }

    private static List<Chart.Point> curve(CellSummary cell, String column) {
        Map<Double, List<Double>> byEpoch = new TreeMap<>();
        for (RunRow row : cell.rows()) {
            row.history().points(column).forEach(point -> byEpoch.computeIfAbsent(point[0], key -> new ArrayList<>())
                    .add(point[1]));
        }
        return byEpoch.entrySet().stream()
                .map(epoch -> {
                    var values = epoch.getValue().stream().mapToDouble(v -> v).summaryStatistics();
                    return new Chart.Point(epoch.getKey(), values.getAverage(), values.getMin(), values.getMax());
                })
                .toList();
    }

    static String list(Conclusions conclusions) {
        ComparisonData data = conclusions.data();
        List<RunRow> rows = data.rows();
        return Html.table(
                        rows,
                        column("Method", r -> r.run().method()),
                        column("backbone", r -> Cell.lastName(r.run().backbone())),
                        column("images", r -> r.run().shots()),
                        column("seed", r -> Long.toString(r.run().seed())),
                        column("rate", r -> rate(r)),
                        column("rate from", r -> r.run().rateFrom()),
                        column("AP", r -> Html.fraction(r.metric("ap"))),
                        column("AP50", r -> Html.fraction(r.metric("ap50"))),
                        column("best epoch", r -> r.result()
                                .map(result -> result.facts().bestEpoch() + " of "
                                        + result.facts().epochs())
                                .orElse("–")),
                        column("status", r -> r.status()))
                + rows.stream()
                        .filter(row -> row.failure().isPresent())
                        .map(row -> Html.paragraph(
                                row.run().method() + ", seed " + row.run().seed() + ", failed: "
                                        + row.failure().orElseThrow().reason()))
                        .collect(Collectors.joining())
                + trials(data.tuning());
    }

    private static String trials(List<RateSearch.Trial> trials) {
        return trials.isEmpty()
                ? ""
                : Html.heading("Learning rates that were tried")
                        + Html.table(
                                trials,
                                List.of(
                                        column("Method", t -> t.row().run().method()),
                                        column(
                                                "backbone",
                                                t -> Cell.lastName(t.row().run().backbone())),
                                        column("images", t -> t.row().run().shots()),
                                        column("rate", t -> rate(t.row())),
                                        column(
                                                "epochs",
                                                t -> Integer.toString(
                                                        t.row().run().config().epochs())),
                                        column("validation AP", t -> t.row()
                                                .result()
                                                .map(r ->
                                                        Html.fraction(r.facts().validationAp()))
                                                .orElse("–")),
                                        column(
                                                "",
                                                t -> t.chosen()
                                                        ? "chosen"
                                                        : t.row()
                                                                .failure()
                                                                .map(RunFolder.Failure::reason)
                                                                .orElse(""))),
                                (row, column) -> trials.get(row).chosen())
                        + Html.note("One seed, a third of the epochs, judged on the validation images alone.");
    }

    private static String rate(RunRow row) {
        return String.format(Locale.ROOT, "%.3g", row.run().rate())
                .replaceFirst("(\\.\\d*?)0+$", "$1")
                .replaceFirst("\\.$", "");
    }

    static String recipe(Conclusions conclusions) {
        ComparisonData data = conclusions.data();
        ComparisonOptions options = data.options();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("methods", String.join(", ", options.methods()));
        facts.put("seeds", options.seedList().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        facts.put("budget per run", options.budget().toString());
        data.results().stream().findFirst().ifPresent(result -> {
            RunFacts run = result.facts();
            facts.put(
                    "images",
                    run.images().training() + " for training, " + run.images().validation() + " for validation, "
                            + run.measured().images() + " measured");
            facts.put("input", run.images().input() + " px");
            facts.putAll(run.recipe().versions());
            facts.putAll(run.recipe().machine());
        });
        return Html.recipe(options.command(), "Settings that all runs share", shared(data.rows()), facts)
                + (data.findings().isEmpty() ? "" : Html.heading("Problems in the data") + Html.list(data.findings()));
    }

    /** The settings that have the same value in every run. */
    private static String shared(List<RunRow> rows) {
        Map<String, String> shared =
                new TreeMap<>(rows.isEmpty() ? Map.of() : rows.get(0).settings());
        shared.entrySet()
                .removeIf(entry -> entry.getValue().isEmpty()
                        || rows.stream().anyMatch(row -> !entry.getValue()
                                .equals(row.settings().get(entry.getKey()))));
        return shared.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("\n"));
    }
}
