package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.vpt4j.samples.report.Html;

/** Every run by itself, failed ones with their reason, and the learning rates that were tried. */
final class RunList implements ComparisonSection {
    @Override
    public String title() {
        return "Run by run";
    }

    @Override
    public String body(Conclusions found) {
        ComparisonData data = found.data();
        List<List<String>> rows = new ArrayList<>();
        for (RunRow row : data.rows()) {
            rows.add(List.of(
                    row.run().method(),
                    Cell.lastName(row.run().backbone()),
                    row.run().shots(),
                    Long.toString(row.run().seed()),
                    rate(row.run().rate()),
                    row.run().rateFrom(),
                    row.result().map(r -> Html.fraction(r.metric("ap"))).orElse("–"),
                    row.result().map(r -> Html.fraction(r.metric("ap50"))).orElse("–"),
                    row.result()
                            .map(r ->
                                    r.training().best() + " of " + r.training().epochs())
                            .orElse("–"),
                    row.status()));
        }
        StringBuilder html = new StringBuilder(Html.table(
                List.of(
                        "Method",
                        "backbone",
                        "images",
                        "seed",
                        "rate",
                        "rate from",
                        "AP",
                        "AP50",
                        "best epoch",
                        "status"),
                rows));
        data.rows().stream()
                .filter(row -> row.failure().isPresent())
                .forEach(row -> html.append(Html.paragraph(
                        row.run().method() + ", seed " + row.run().seed() + ", failed: "
                                + row.failure().map(RunFailure::reason).orElse(""))));
        return html + rates(data.tuning());
    }

    private static String rates(List<TuningRow> tried) {
        if (tried.isEmpty()) {
            return "";
        }
        List<List<String>> rows = tried.stream()
                .map(row -> List.of(
                        row.cell().method(),
                        Cell.lastName(row.cell().backbone()),
                        row.cell().shots().toString(),
                        rate(row.rate()),
                        Integer.toString(row.epochs()),
                        Html.fraction(row.validationAp()),
                        row.chosen() ? "chosen" : row.reason()))
                .toList();
        return "<h3>Learning rates that were tried</h3>\n"
                + Html.table(
                        List.of("Method", "backbone", "images", "rate", "epochs", "validation AP", ""),
                        rows,
                        (row, column) -> tried.get(row).chosen())
                + "<p class=\"note\">One seed, a third of the epochs, judged on the validation images alone.</p>\n";
    }

    private static String rate(double value) {
        return String.format(Locale.ROOT, "%.3g", value)
                .replaceFirst("(\\.\\d*?)0+$", "$1")
                .replaceFirst("\\.$", "");
    }
}
