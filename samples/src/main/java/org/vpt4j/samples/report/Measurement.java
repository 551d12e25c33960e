package org.vpt4j.samples.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.vpt4j.detect.metric.CocoMetrics.ClassMetrics;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.metric.OperatingPoints.OperatingPoint;
import org.vpt4j.vision.error.Counted;

/**
 * How well a task detects on labelled images.
 *
 * @param split the part of the data that was measured: test, or validation if there is no test
 * @param images how many there are
 * @param metrics the twelve COCO numbers by name; -1 where there is no object to measure one on
 * @param best the score threshold for all classes with the best F1, and what it gives
 * @param classes the same class by class
 */
public record Measurement(
        String split, int images, Map<String, Double> metrics, OperatingPoint best, List<ClassResult> classes) {
    /** Nothing was measured. */
    public static final Measurement NONE =
            new Measurement("", 0, Map.of(), new OperatingPoint(OperatingPoint.DEFAULT_THRESHOLD, 0, 0, 0), List.of());

    public Measurement {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        classes = List.copyOf(classes);
    }

    /**
     * One class; both APs are -1 if no object of it is in the images.
     *
     * @param threshold the score threshold with the best F1 for this class, at which the three before hold
     */
    public record ClassResult(
            @JsonProperty("class") String name,
            int objects,
            double ap,
            double ap50,
            double precision,
            double recall,
            double f1,
            double threshold) {}

    public static Measurement of(Evaluation evaluation, List<String> classes, String split) {
        return new Measurement(
                split,
                evaluation.images().size(),
                evaluation.metrics().toMap(),
                evaluation.operatingPoints().overall(),
                IntStream.range(0, classes.size())
                        .mapToObj(c -> of(
                                classes.get(c),
                                evaluation.metrics().perClass().get(c),
                                evaluation.operatingPoints().bestPerClass().get(c)))
                        .toList());
    }

    private static ClassResult of(String name, ClassMetrics metrics, OperatingPoint best) {
        return new ClassResult(
                name,
                metrics.objects(),
                metrics.ap(),
                metrics.ap50(),
                best.precision(),
                best.recall(),
                best.f1(),
                best.threshold());
    }

    /** A COCO number by its name; NaN where there is no object to measure it on. */
    public double metric(String name) {
        double value = metrics.getOrDefault(name, -1.0);
        return value < 0 ? Double.NaN : value;
    }

    /** {@code 24 test images} */
    public String measuredImages() {
        return Counted.of(images, split + " image", split + " images");
    }

    /** For a JSON object: split, images, the twelve numbers, the classes. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("split", split);
        map.put("images", images);
        map.putAll(metrics);
        map.put("threshold", best.threshold());
        map.put("classes", classes);
        return map;
    }

    /** For the terminal: a summary line, two lines with the twelve numbers, and a line for each class. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("AP50 " + text("ap50") + ", AP " + text("ap") + " on " + measuredImages());
        lines.add(String.format(
                Locale.ROOT,
                "  AP  %-5s  AP50 %-5s  AP75  %-5s  AP small %-5s  AP medium %-5s  AP large %s",
                text("ap"),
                text("ap50"),
                text("ap75"),
                text("ap_small"),
                text("ap_medium"),
                text("ap_large")));
        lines.add(String.format(
                Locale.ROOT,
                "  AR1 %-5s  AR10 %-5s  AR100 %-5s  AR small %-5s  AR medium %-5s  AR large %s",
                text("ar1"),
                text("ar10"),
                text("ar100"),
                text("ar_small"),
                text("ar_medium"),
                text("ar_large")));
        int width = classes.stream().mapToInt(c -> c.name().length()).max().orElse(1);
        for (ClassResult one : classes) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-" + width + "s  AP50 %s  AP %s  precision %.3f  recall %.3f  (%s)",
                    one.name(),
                    Html.fraction(one.ap50()),
                    Html.fraction(one.ap()),
                    one.precision(),
                    one.recall(),
                    Counted.of(one.objects(), "object", "objects")));
        }
        return lines;
    }

    private String text(String metric) {
        return Html.fraction(metric(metric));
    }
}
