package org.vpt4j.samples.compare;

import static org.vpt4j.samples.report.Html.column;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.vpt4j.samples.report.Html;
import org.vpt4j.samples.report.Measurement;

/** The report's sections about accuracy: mean and spread over the seeds, class by class, and which differences are real. */
final class AccuracySections {
    private static final List<Map.Entry<String, String>> METRICS = List.of(
            Map.entry("AP", "ap"),
            Map.entry("AP50", "ap50"),
            Map.entry("AP75", "ap75"),
            Map.entry("AP small", "ap_small"),
            Map.entry("AP medium", "ap_medium"),
            Map.entry("AP large", "ap_large"));
    private static final int MOST_CLASSES = 30;

    private AccuracySections() {}

    static String accuracy(Conclusions conclusions) {
        ComparisonData data = conclusions.data();
        List<Optional<CellSummary>> rows = new ArrayList<>(); // empty: zero-shot
        data.main().forEach(cell -> rows.add(Optional.of(cell)));
        if (ComparisonCsv.lacksZeroShot(data)) {
            rows.add(Optional.empty());
        }
        List<Html.Column<Optional<CellSummary>>> columns = new ArrayList<>();
        columns.add(column("Method", row -> row.map(CellSummary::method).orElse("zero-shot")));
        METRICS.forEach(metric -> columns.add(column(
                metric.getKey(),
                row -> row.map(cell -> cell.metric(metric.getValue()).text(3)).orElse("–"))));
        columns.add(column("seeds", row -> row.map(
                        cell -> cell.done().size() + " of " + cell.rows().size())
                .orElse("no text encoder")));
        return Html.table(
                        rows,
                        columns,
                        (row, column) -> column > 0
                                && column <= METRICS.size()
                                && rows.get(row).isPresent()
                                && isBest(
                                        data.main(),
                                        row,
                                        METRICS.get(column - 1).getValue()))
                + Html.note("Mean ± standard deviation over the seeds, on " + data.measuredImages()
                        + ", computed as pycocotools does. The best mean of a column is in bold, even if it is within"
                        + " noise. Each run is measured with its best epoch on the validation images.");
    }

    private static boolean isBest(List<CellSummary> cells, int row, String metric) {
        double best = cells.stream()
                .mapToDouble(cell -> cell.metric(metric).mean())
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
        return cells.get(row).metric(metric).mean() == best;
    }

    static String classes(Conclusions conclusions) {
        List<CellSummary> cells = conclusions.data().finished();
        if (cells.isEmpty()) {
            return "";
        }
        List<Measurement.ClassResult> classes = cells.get(0).any().measured().classes();
        List<Html.Column<Integer>> columns = new ArrayList<>();
        columns.add(column("Class", c -> classes.get(c).name()));
        columns.add(column("objects", c -> Html.count(classes.get(c).objects())));
        Function<CellSummary, Html.Column<Integer>> ap = cell -> column(cell.method(), c -> cell.facts(facts -> {
                    double value = facts.measured().classes().get(c).ap();
                    return value < 0 ? Double.NaN : value;
                })
                .text(3));
        cells.forEach(cell -> columns.add(ap.apply(cell)));
        List<Integer> rows = new ArrayList<>();
        for (int c = 0; c < Math.min(MOST_CLASSES, classes.size()); c++) {
            rows.add(c);
        }
        return Html.table(rows, columns, (row, column) -> false)
                + Html.note("AP (0.50–0.95) of each class, mean ± standard deviation over the seeds."
                        + (classes.size() > MOST_CLASSES
                                ? " The first " + MOST_CLASSES + " of " + classes.size()
                                        + " classes; comparison.csv has all."
                                : ""));
    }

    static String significance(Conclusions conclusions) {
        List<Contrast> contrasts = conclusions.againstReference();
        return contrasts.isEmpty()
                ? ""
                : table(contrasts)
                        + (conclusions.againstHead().isEmpty() ? "" : table(conclusions.againstHead()))
                        + Html.note(explanation(contrasts));
    }

    private static String table(List<Contrast> contrasts) {
        return Html.heading(
                        "AP compared with " + Conclusions.name(contrasts.get(0).reference()))
                + Html.table(
                        contrasts,
                        column("Method", c -> c.method().method()),
                        column("difference over seeds", Contrast::difference),
                        column("p (t)", c -> p(c.test().tTest())),
                        column("p (t, Holm)", c -> p(c.adjusted())),
                        column("p (signs)", c -> p(c.test().signFlip())),
                        column("interval over images", c -> c.images()
                                .map(i -> String.format(Locale.ROOT, "%+.3f to %+.3f", i.low(), i.high()))
                                .orElse("–")),
                        column("verdict", c -> c.verdict().toString()));
    }

    private static String p(double value) {
        return Double.isNaN(value) ? "–" : value < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String explanation(List<Contrast> contrasts) {
        int pairs = contrasts.stream().mapToInt(c -> c.test().pairs()).max().orElse(0);
        String images = contrasts.stream()
                .flatMap(c -> c.images().stream())
                .findFirst()
                .map(i -> " Interval over images: the 95 % interval of the difference when the measured images are"
                        + " resampled " + i.resamples() + " times, identically for both methods. It shows how much the"
                        + " choice of images matters; the tests over seeds show how much the training does.")
                .orElse("");
        if (pairs < 2) {
            return "One seed does not show how much a training depends on chance: run at least three." + images;
        }
        return String.format(
                        Locale.ROOT,
                        "Difference: mean of the differences per seed, ± the half-width of its 95 %% confidence"
                                + " interval. With %d seeds, no smaller difference can be distinguished from noise, so"
                                + " \"within noise\" does not mean \"equal\". p (t): paired t-test, which assumes normally"
                                + " distributed differences; %d values cannot confirm that. Holm: corrected for the number"
                                + " of methods tested (%d). p (signs): exact sign-flip test, which assumes nothing, but"
                                + " cannot go below %.3g with %d seeds%s. The verdict is \"more than noise\" if p (t, Holm)"
                                + " is below 0.05 and the interval over images, if there is one, excludes zero.",
                        pairs,
                        pairs,
                        contrasts.size(),
                        PairedTest.leastSignFlip(pairs),
                        pairs,
                        PairedTest.leastSignFlip(pairs) > 0.05 ? ", so it cannot prove anything here" : "")
                + images;
    }
}
