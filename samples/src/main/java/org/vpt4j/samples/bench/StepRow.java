package org.vpt4j.samples.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.detect.train.StepBenchmark;
import org.vpt4j.samples.report.Html;

/**
 * The cost of a training step of one method in one variant: a row of the table, an object in the JSON.
 *
 * @param method its name
 * @param label its name and variant, as {@link StepVariant#label}
 * @param phases milliseconds of the parts of a step by lower-case name, in order
 * @param milliseconds of a whole step
 * @param imagesPerSecond training throughput
 * @param overhead fraction of a step spent outside encoder and head, in [0, 1]
 * @param residentEarly resident set in bytes after the warm-up
 * @param residentLate resident set in bytes at the end
 * @param peakMemory largest resident set of the process in bytes
 * @param trainedParameters number of trained values
 */
record StepRow(
        String method,
        String label,
        Map<String, Double> phases,
        double milliseconds,
        double imagesPerSecond,
        double overhead,
        long residentEarly,
        long residentLate,
        long peakMemory,
        long trainedParameters) {
    private static final int DECIMALS = 100;

    static StepRow of(StepVariant variant, StepBenchmark measured) {
        Map<String, Double> phases = new LinkedHashMap<>();
        for (StepBenchmark.Phase phase : StepBenchmark.Phase.values()) {
            phases.put(
                    phase.name().toLowerCase(Locale.ROOT),
                    rounded(measured.phases().get(phase)));
        }
        return new StepRow(
                variant.method(),
                variant.label(measured.cached()),
                phases,
                rounded(measured.milliseconds()),
                rounded(measured.imagesPerSecond()),
                rounded(measured.overhead() * DECIMALS) / DECIMALS,
                measured.residentEarly(),
                measured.residentLate(),
                measured.peakMemory(),
                measured.trainedParameters());
    }

    private static double rounded(double value) {
        return (double) Math.round(value * DECIMALS) / DECIMALS;
    }

    /** Growth of the resident set from the end of the warm-up to the end of the run: 0.01 is one percent. */
    double growth() {
        return residentEarly == 0 ? 0 : (double) residentLate / residentEarly - 1;
    }

    /** The rows as a table; time and memory also relative to {@code full} in fp32, where that was measured. */
    public static List<String> table(List<StepRow> rows) {
        Optional<StepRow> full =
                rows.stream().filter(row -> row.label().equals("full")).findFirst();
        int width = Math.max(
                12, rows.stream().mapToInt(row -> row.label().length()).max().orElse(0));
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder(padded("method", width) + String.format(Locale.ROOT, " %8s", "step ms"));
        rows.get(0).phases().keySet().forEach(phase -> head.append(String.format(Locale.ROOT, " %9s", phase)));
        lines.add(head
                + String.format(
                        Locale.ROOT,
                        " %8s %8s %9s %8s %9s %9s",
                        "images/s",
                        "glue",
                        "peak",
                        "growth",
                        "time/full",
                        "peak/full"));
        for (StepRow row : rows) {
            StringBuilder line = new StringBuilder(
                    padded(row.label(), width) + String.format(Locale.ROOT, " %8.0f", row.milliseconds()));
            row.phases().values().forEach(time -> line.append(String.format(Locale.ROOT, " %9.1f", time)));
            lines.add(line
                    + String.format(
                            Locale.ROOT,
                            " %8.1f %7.1f%% %9s %7.1f%% %9s %9s",
                            row.imagesPerSecond(),
                            100 * row.overhead(),
                            Html.bytes(row.peakMemory()),
                            100 * row.growth(),
                            full.map(f -> ratio(row.milliseconds(), f.milliseconds()))
                                    .orElse("–"),
                            full.map(f -> ratio((double) row.peakMemory(), (double) f.peakMemory()))
                                    .orElse("–")));
        }
        return lines;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String ratio(double value, double reference) {
        return String.format(Locale.ROOT, "%.2f", value / reference);
    }
}
