package org.vpt4j.samples.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;

/** {@code comparison.csv}: a row for each run with its settings and all its figures; and {@code tuning.csv}. */
final class ComparisonCsv {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
    private static final int DIGITS = 7;
    private static final double JOULES_PER_WH = 3600;

    /** Why there is no such row. */
    public static final String NO_ZERO_SHOT =
            "a result without training needs a backbone that also reads text, and this version has none";

    private ComparisonCsv() {}

    /** The table of runs. */
    public static String runs(ComparisonData data) {
        List<Map<String, Object>> table = new ArrayList<>();
        double target = data.target();
        for (RunRow row : data.rows()) {
            Map<String, Object> cells = new LinkedHashMap<>();
            cells.put("status", row.status());
            cells.put("reason", row.failure().map(f -> f.reason()).orElse(""));
            cells.put("method", row.run().method());
            cells.put("backbone", row.run().backbone());
            cells.put("seed", row.run().seed());
            cells.put("shots", row.run().shots());
            cells.put("rate", row.run().rate());
            cells.put("rate_from", row.run().rateFrom());
            row.result().ifPresent(result -> {
                accuracy(cells, result);
                training(cells, result);
                cells.put("seconds_to_90_percent_of_own_best", row.secondsTo(0.9 * row.bestValidationAp()));
                cells.put("seconds_to_90_percent_of_best", row.secondsTo(target));
                cost(cells, result, data);
            });
            Map<String, String> settings = new TreeMap<>(row.settings());
            settings.remove("out");
            settings.forEach((name, value) -> cells.put("setting_" + name, value));
            table.add(cells);
        }
        if (data.options().zeroShot()) {
            Map<String, Object> cells = new LinkedHashMap<>();
            cells.put("status", "absent");
            cells.put("reason", NO_ZERO_SHOT);
            cells.put("method", "zero-shot");
            table.add(cells);
        }
        return text(table);
    }

    private static void accuracy(Map<String, Object> cells, RunResult result) {
        cells.put("split", result.split());
        result.metrics().keySet().forEach(name -> cells.put(name, result.metric(name)));
        for (RunResult.ClassResult one : result.classes()) {
            cells.put("ap[" + one.name() + "]", one.ap() < 0 ? Double.NaN : one.ap());
            cells.put("ap50[" + one.name() + "]", one.ap50() < 0 ? Double.NaN : one.ap50());
            cells.put("objects[" + one.name() + "]", one.objects());
        }
        cells.put("images", result.images().measured());
        cells.put("training_images", result.images().training());
        cells.put("training_objects", result.images().trainingObjects());
        cells.put("validation_images", result.images().validation());
        cells.put("input", result.images().input());
    }

    private static void training(Map<String, Object> cells, RunResult result) {
        cells.put("validation_ap", result.training().validationAp());
        cells.put("epochs", result.training().epochs());
        cells.put("epochs_planned", result.training().planned());
        cells.put("best_epoch", result.training().best());
        cells.put("tuned_parameters", result.size().tuned());
        cells.put("head_parameters", result.size().head());
        cells.put("encoder_parameters", result.size().encoder());
        cells.put(
                "tuned_percent_of_encoder",
                100.0 * result.size().tuned() / result.size().encoder());
        cells.put("task_bytes", result.size().taskBytes());
        cells.put("seconds", result.cost().seconds());
        cells.put("caching_seconds", result.cost().cachingSeconds());
        cells.put("training_seconds", result.training().seconds());
        cells.put("validation_seconds", result.training().validationSeconds());
        cells.put("seconds_an_epoch", result.training().epochSeconds());
    }

    private static void cost(Map<String, Object> cells, RunResult result, ComparisonData data) {
        double wattHours = result.cost().joules() / JOULES_PER_WH;
        cells.put("processor_seconds", result.cost().processor().own());
        cells.put("processor_percent_of_others", 100 * result.cost().processor().othersShare());
        cells.put("peak_memory_bytes", result.cost().peakMemory());
        cells.put("energy_wh", wattHours);
        cells.put("energy_source", result.cost().energySource());
        cells.put("energy_estimated", result.cost().energyEstimated());
        cells.put("grid_g_per_kwh", data.options().grid().grams());
        cells.put("co2_g", data.options().grid().gramsOf(wattHours / 1000));
        cells.put("processes", result.cost().processes());
        result.versions().forEach((name, value) -> cells.put("version_" + name, value));
        result.machine().forEach((name, value) -> cells.put("machine_" + name, value));
    }

    /** The table of learning rates that were tried; a heading alone if none was. */
    public static String tuning(ComparisonData data) {
        List<Map<String, Object>> table = new ArrayList<>();
        for (TuningRow row : data.tuning()) {
            Map<String, Object> cells = new LinkedHashMap<>();
            cells.put("method", row.cell().method());
            cells.put("backbone", row.cell().backbone());
            cells.put("shots", row.cell().shots());
            cells.put("rate", row.rate());
            cells.put("seed", row.seed());
            cells.put("epochs", row.epochs());
            cells.put("validation_ap", row.validationAp());
            cells.put("seconds", row.seconds());
            cells.put("energy_wh", row.joules() / JOULES_PER_WH);
            cells.put("chosen", row.chosen());
            cells.put("reason", row.reason());
            table.add(cells);
        }
        return text(table);
    }

    /** Every column that any row has, empty where a row lacks it. */
    private static String text(List<Map<String, Object>> rows) {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> columns.addAll(row.keySet()));
        List<List<String>> lines = new ArrayList<>(List.of(List.copyOf(columns)));
        for (Map<String, Object> row : rows) {
            lines.add(columns.stream().map(c -> text(row.getOrDefault(c, ""))).toList());
        }
        return lines.stream()
                .map(cells -> FORMAT.format(cells.toArray()) + "\n")
                .collect(Collectors.joining());
    }

    private static String text(Object value) {
        return value instanceof Double number ? plain(number) : String.valueOf(value);
    }

    private static String plain(double number) {
        return Double.isNaN(number)
                ? ""
                : new BigDecimal(number)
                        .round(new MathContext(DIGITS))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
