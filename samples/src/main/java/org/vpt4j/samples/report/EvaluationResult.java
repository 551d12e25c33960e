package org.vpt4j.samples.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vpt4j.detect.metric.ClassMetrics;
import org.vpt4j.detect.metric.CocoMetrics;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.metric.OperatingPoint;
import org.vpt4j.vision.error.Counted;

/** A measurement as values for a JSON object, and as lines for people. */
public final class EvaluationResult {
    private EvaluationResult() {}

    /** Split, images, the twelve numbers, the classes. */
    public static Map<String, Object> toMap(Evaluation evaluation, List<String> classes, String split) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("split", split);
        map.put("images", evaluation.images().size());
        map.putAll(evaluation.metrics().toMap());
        map.put("threshold", evaluation.operatingPoints().overall().threshold());
        List<Map<String, Object>> perClass = new ArrayList<>();
        for (int c = 0; c < classes.size(); c++) {
            ClassMetrics metrics = evaluation.metrics().perClass().get(c);
            OperatingPoint best = evaluation.operatingPoints().bestPerClass().get(c);
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("class", classes.get(c));
            one.put("objects", metrics.objects());
            one.put("ap", metrics.ap());
            one.put("ap50", metrics.ap50());
            one.put("precision", best.precision());
            one.put("recall", best.recall());
            one.put("f1", best.f1());
            one.put("threshold", best.threshold());
            perClass.add(one);
        }
        map.put("classes", perClass);
        return map;
    }

    /** A line for all, two lines of the twelve numbers, and a line for each class. */
    public static List<String> lines(Evaluation evaluation, List<String> classes, String split) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "AP50 %s, AP %s on %s",
                Html.fraction(evaluation.metrics().ap50()),
                Html.fraction(evaluation.metrics().ap()),
                Counted.of(evaluation.images().size(), split + " image", split + " images")));
        CocoMetrics m = evaluation.metrics();
        lines.add(String.format(
                Locale.ROOT,
                "  AP  %-5s  AP50 %-5s  AP75  %-5s  AP small %-5s  AP medium %-5s  AP large %s",
                Html.fraction(m.ap()),
                Html.fraction(m.ap50()),
                Html.fraction(m.ap75()),
                Html.fraction(m.apSmall()),
                Html.fraction(m.apMedium()),
                Html.fraction(m.apLarge())));
        lines.add(String.format(
                Locale.ROOT,
                "  AR1 %-5s  AR10 %-5s  AR100 %-5s  AR small %-5s  AR medium %-5s  AR large %s",
                Html.fraction(m.ar1()),
                Html.fraction(m.ar10()),
                Html.fraction(m.ar100()),
                Html.fraction(m.arSmall()),
                Html.fraction(m.arMedium()),
                Html.fraction(m.arLarge())));
        int width = classes.stream().mapToInt(String::length).max().orElse(1);
        for (int c = 0; c < classes.size(); c++) {
            ClassMetrics metrics = evaluation.metrics().perClass().get(c);
            OperatingPoint best = evaluation.operatingPoints().bestPerClass().get(c);
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-" + width + "s  AP50 %s  AP %s  precision %.3f  recall %.3f  (%s)",
                    classes.get(c),
                    Html.fraction(metrics.ap50()),
                    Html.fraction(metrics.ap()),
                    best.precision(),
                    best.recall(),
                    Counted.of(metrics.objects(), "object", "objects")));
        }
        return lines;
    }
}
