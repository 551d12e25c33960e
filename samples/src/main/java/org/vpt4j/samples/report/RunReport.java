package org.vpt4j.samples.report;

import static org.vpt4j.samples.report.Html.column;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vpt4j.detect.metric.OperatingPoints;
import org.vpt4j.detect.metric.OperatingPoints.OperatingPoint;
import org.vpt4j.vision.error.Counted;

/** The {@code report.html} of a run. */
final class RunReport {
    /** The sections from top to bottom. */
    static final List<Section<RunOutcome>> SECTIONS = List.of(
            new Examples(),
            Section.of("The twelve COCO numbers", run -> cocoNumbers(run.facts().measured())),
            Section.of("Class by class", run -> classes(run.facts().measured())),
            Section.of(
                    "Before and after",
                    run -> run.continued().map(Continuation::html).orElse("")),
            Section.of("Precision and recall", RunReport::precisionAndRecall),
            Section.of("Learning curves", run -> curves(run.facts().history())),
            new Mistakes.Worst(),
            Section.of("Trained and frozen", run -> parameters(run.facts())),
            Section.of("Time and memory", run -> cost(run.facts().cost())),
            Section.of(
                    "Problems in the data",
                    run -> Html.list(run.facts().findings().stream()
                            .map(RunFacts.Finding::text)
                            .toList())),
            Section.of("How to repeat it", run -> recipe(run.facts())));

    /** With more lines than this the chart shows the mean alone. */
    private static final int MOST_LINES = 7;

    private static final int MOST_NAMES = 6;

    private RunReport() {}

    static String html(RunOutcome run) {
        RunFacts facts = run.facts();
        return Page.html(
                names(facts.measured().classes()) + ": " + facts.method() + " on " + facts.backbone(),
                String.format(
                        Locale.ROOT,
                        "%s with a small head on the frozen encoder %s, trained on %s for %s at %s px, reaches"
                                + " AP50 %s on %s; the run took %s.",
                        facts.method(),
                        facts.backbone(),
                        Counted.of(facts.images().training(), "image", "images"),
                        Counted.of(facts.epochs(), "epoch", "epochs"),
                        facts.images().input(),
                        Html.fraction(facts.measured().metric("ap50")),
                        facts.measured().measuredImages(),
                        Html.time(facts.cost().total())),
                List.of(
                        new Page.Tile(
                                Html.fraction(facts.measured().metric("ap50")),
                                "AP50 on " + facts.measured().split()),
                        new Page.Tile(Html.fraction(facts.measured().metric("ap")), "AP (COCO, 0.50–0.95)"),
                        new Page.Tile(Html.time(facts.cost().total()), "start to finish"),
                        new Page.Tile(Html.count(facts.size().trained()), "parameters trained"),
                        new Page.Tile(Html.bytes(facts.size().taskBytes()), "task file")),
                SECTIONS,
                run);
    }

    private static String names(List<Measurement.ClassResult> classes) {
        String names = String.join(
                ", ",
                classes.stream()
                        .map(Measurement.ClassResult::name)
                        .limit(MOST_NAMES)
                        .toList());
        return classes.size() <= MOST_NAMES ? names : names + " and " + (classes.size() - MOST_NAMES) + " more";
    }

    private static String cocoNumbers(Measurement measured) {
        return Html.columns(
                        numbers(
                                measured,
                                "Average precision",
                                List.of(
                                        Map.entry("AP, mean over IoU 0.50–0.95", "ap"),
                                        Map.entry("AP50, IoU 0.50", "ap50"),
                                        Map.entry("AP75, IoU 0.75", "ap75"),
                                        Map.entry("AP small, up to 32² px", "ap_small"),
                                        Map.entry("AP medium, 32² to 96² px", "ap_medium"),
                                        Map.entry("AP large, over 96² px", "ap_large"))),
                        numbers(
                                measured,
                                "Average recall",
                                List.of(
                                        Map.entry("AR, 1 detection per image", "ar1"),
                                        Map.entry("AR, 10 detections", "ar10"),
                                        Map.entry("AR, 100 detections", "ar100"),
                                        Map.entry("AR small", "ar_small"),
                                        Map.entry("AR medium", "ar_medium"),
                                        Map.entry("AR large", "ar_large"))))
                + Html.note("Computed as pycocotools does; a dash where there is no object to measure it on.");
    }

    private static String numbers(Measurement measured, String heading, List<Map.Entry<String, String>> metrics) {
        return Html.table(
                metrics,
                column(heading, metric -> metric.getKey()),
                column("value", metric -> Html.fraction(measured.metric(metric.getValue()))));
    }

    private static String classes(Measurement measured) {
        OperatingPoint best = measured.best();
        return Html.table(
                        measured.classes(),
                        column("Class", c -> c.name()),
                        column("objects", c -> Html.count(c.objects())),
                        column("AP", c -> Html.fraction(c.ap())),
                        column("AP50", c -> Html.fraction(c.ap50())),
                        column("precision", c -> Html.fraction(c.objects() == 0 ? -1 : c.precision())),
                        column("recall", c -> Html.fraction(c.objects() == 0 ? -1 : c.recall())),
                        column("F1", c -> Html.fraction(c.objects() == 0 ? -1 : c.f1())),
                        column(
                                "at score",
                                c -> c.objects() == 0 ? "–" : String.format(Locale.ROOT, "%.2f", c.threshold())))
                + Html.note(String.format(
                        Locale.ROOT,
                        "Precision, recall and F1 at IoU 0.5 and the best score threshold of each class. With one"
                                + " threshold for all classes, %.2f: precision %.3f, recall %.3f, F1 %.3f (%d correct,"
                                + " %d wrong, %d missed).",
                        best.threshold(),
                        best.precision(),
                        best.recall(),
                        best.f1(),
                        best.truePositives(),
                        best.falsePositives(),
                        best.falseNegatives()));
    }

    private static String precisionAndRecall(RunOutcome run) {
        List<Measurement.ClassResult> classes = run.facts().measured().classes();
        List<Chart.Series> series = new ArrayList<>();
        if (classes.size() > 1) {
            series.add(curve("mean", 0, run.evaluation().metrics().curve()));
        }
        for (int c = 0; c < classes.size() && classes.size() <= MOST_LINES; c++) {
            series.add(curve(
                    classes.get(c).name(),
                    series.size(),
                    run.evaluation().metrics().perClass().get(c).curve()));
        }
        String chart = Chart.unit("Precision over recall, IoU 0.5", "recall", series);
        return chart.isEmpty()
                ? ""
                : Html.columns(
                        chart,
                        "<div>"
                                + Html.paragraph("Each point shows the precision of the detections at the score"
                                        + " threshold that reaches this recall. Where a line drops to zero, no threshold"
                                        + " reaches a higher recall.")
                                + "</div>");
    }

    private static Chart.Series curve(String name, int color, OperatingPoints.PrecisionRecallCurve curve) {
        List<Chart.Point> points = new ArrayList<>();
        for (int i = 0; i < curve.precision().size() && !curve.isAbsent(); i++) {
            points.add(Chart.Point.of(
                    OperatingPoints.PrecisionRecallCurve.recallAt(i),
                    curve.precision().get(i)));
        }
        return new Chart.Series(name, color, points);
    }

    private static String curves(History history) {
        String loss = Chart.lines("Training loss", "epoch", series(history, "loss"));
        String ap = Chart.lines("Validation AP", "epoch", series(history, "ap"));
        return loss.isEmpty() && ap.isEmpty() ? "" : Html.columns(loss, ap);
    }

    private static List<Chart.Series> series(History history, String part) {
        List<Chart.Series> series = new ArrayList<>();
        history.series(part)
                .forEach((name, points) -> series.add(new Chart.Series(
                        name,
                        series.size(),
                        points.stream().map(p -> Chart.Point.of(p[0], p[1])).toList())));
        return series;
    }

    private static String parameters(RunFacts facts) {
        RunFacts.Size size = facts.size();
        Map<String, Long> parts = new LinkedHashMap<>();
        if (size.tuned() > 0) {
            parts.put(facts.method() + ", trained", size.tuned());
        }
        parts.put("head, trained", size.head());
        StringBuilder bar = new StringBuilder("<div class=\"bar\">");
        double all = size.trained() + size.encoder();
        parts.forEach((part, count) -> bar.append(String.format(
                Locale.ROOT,
                "<i style=\"width:%.3f%%;background:var(--c%d)\" title=\"%s\"></i>",
                100 * count / all,
                part.startsWith("head") && parts.size() > 1 ? 1 : 0,
                Html.escape(part))));
        parts.put("encoder, frozen", size.encoder());
        return bar + "</div>\n"
                + Html.table(
                        List.copyOf(parts.entrySet()),
                        column("Part", part -> part.getKey()),
                        column("parameters", part -> Html.count(part.getValue())),
                        column("share", part -> String.format(Locale.ROOT, "%.2f %%", 100 * part.getValue() / all)))
                + Html.paragraph("The task file contains what was trained and has " + Html.bytes(size.taskBytes())
                        + "; the backbone of " + Html.bytes(size.backboneBytes())
                        + " is unchanged and can be shared by any number of tasks.");
    }

    private static String cost(RunFacts.Cost cost) {
        Map<String, String> facts = new LinkedHashMap<>();
        cost.seconds().forEach((part, seconds) -> facts.put(part, Html.time(seconds)));
        if (facts.size() > 1) {
            facts.put("total", Html.time(cost.total()));
        }
        if (cost.peakMemory() > 0) {
            facts.put("peak memory of the process", Html.bytes(cost.peakMemory()));
        }
        return Html.facts(facts);
    }

    private static String recipe(RunFacts facts) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("seed", Long.toString(facts.seed()));
        rows.putAll(facts.recipe().versions());
        rows.putAll(facts.recipe().machine());
        return Html.recipe(
                facts.recipe().command(), "config.yaml", facts.recipe().config(), rows);
    }
}
