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
import org.vpt4j.samples.report.Measurement;
import org.vpt4j.samples.report.RunFacts;

/** {@code comparison.csv}: a row for each run with its settings and all its figures; and {@code tuning.csv}. */
final class ComparisonCsv {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
    private static final int DIGITS = 7;

    /** Why the row is missing. */
    static final String NO_ZERO_SHOT =
            "detection without training needs a backbone with a text encoder (CLIP, SigLIP), which none of these has";

    private ComparisonCsv() {}

    /** The table of runs. */
    static String runs(ComparisonData data) {
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
                accuracy(cells, result.facts());
                training(cells, result.facts(), result.used());
                double best = row.history().bestValidationAp();
                cells.put("seconds_to_90_percent_of_own_best", row.history().secondsTo(0.9 * best));
                cells.put("seconds_to_90_percent_of_best", row.history().secondsTo(target));
                cost(cells, result.used(), data.options().grid());
                RunFacts.Recipe recipe = result.facts().recipe();
                recipe.versions().forEach((name, value) -> cells.put("version_" + name, value));
                recipe.machine().forEach((name, value) -> cells.put("machine_" + name, value));
            });
            Map<String, String> settings = new TreeMap<>(row.settings());
            settings.remove("out");
            settings.forEach((name, value) -> cells.put("setting_" + name, value));
            table.add(cells);
        }
        if (lacksZeroShot(data)) {
            table.add(Map.of("status", "absent", "reason", NO_ZERO_SHOT, "method", "zero-shot"));
        }
        return text(table);
    }

    /** Whether the row of detection without training was asked for, and no backbone can have it. */
    static boolean lacksZeroShot(ComparisonData data) {
        return data.options().zeroShot()
                && data.rows().stream().noneMatch(row -> row.run().cell().isZeroShot());
    }

    private static void accuracy(Map<String, Object> cells, RunFacts facts) {
        Measurement measured = facts.measured();
        cells.put("split", measured.split());
        measured.metrics().keySet().forEach(name -> cells.put(name, measured.metric(name)));
        for (Measurement.ClassResult one : measured.classes()) {
            cells.put("ap[" + one.name() + "]", one.ap() < 0 ? Double.NaN : one.ap());
            cells.put("ap50[" + one.name() + "]", one.ap50() < 0 ? Double.NaN : one.ap50());
            cells.put("objects[" + one.name() + "]", one.objects());
        }
        cells.put("images", measured.images());
        cells.put("training_images", facts.images().training());
        cells.put("training_objects", facts.images().trainingObjects());
        cells.put("validation_images", facts.images().validation());
        cells.put("input", facts.images().input());
    }

    private static void training(Map<String, Object> cells, RunFacts facts, Ledger used) {
        RunFacts.Size size = facts.size();
        cells.put("validation_ap", facts.validationAp());
        cells.put("epochs", facts.epochs());
        cells.put("epochs_planned", facts.plannedEpochs());
        cells.put("flat_after_epoch", facts.flatAfter());
        cells.put("steps", facts.steps());
        cells.put("best_epoch", facts.bestEpoch());
        cells.put("tuned_parameters", size.tuned());
        cells.put("head_parameters", size.head());
        cells.put("encoder_parameters", size.encoder());
        cells.put("tuned_percent_of_encoder", 100.0 * size.tuned() / size.encoder());
        cells.put("task_bytes", size.taskBytes());
        cells.put("seconds", used.times().total());
        cells.put("caching_seconds", used.times().caching());
        cells.put("training_seconds", facts.trainingSeconds());
        cells.put("validation_seconds", facts.validationSeconds());
        cells.put("seconds_an_epoch", facts.epochSeconds());
    }

    private static void cost(Map<String, Object> cells, Ledger used, GridIntensity grid) {
        cells.put("processor_seconds", used.processor().own());
        cells.put("processor_percent_of_others", 100 * used.processor().othersShare());
        cells.put("peak_memory_bytes", used.peakMemory());
        cells.put("energy_wh", used.wattHours());
        cells.put("energy_source", used.source());
        cells.put("energy_estimated", used.estimate());
        cells.put("grid_g_per_kwh", grid.grams());
        cells.put("co2_g", grid.gramsOf(used.wattHours() / 1000));
        cells.put("processes", used.processes());
    }

    /** The table of learning rates that were tried. */
    static String tuning(ComparisonData data) {
        List<Map<String, Object>> table = new ArrayList<>();
        for (RateSearch.Trial trial : data.tuning()) {
            PlannedRun run = trial.row().run();
            Map<String, Object> cells = new LinkedHashMap<>();
            cells.put("method", run.method());
            cells.put("backbone", run.backbone());
            cells.put("shots", run.shots());
            cells.put("rate", run.rate());
            cells.put("seed", run.seed());
            cells.put("epochs", run.config().epochs());
            cells.put(
                    "validation_ap",
                    trial.row().result().map(r -> r.facts().validationAp()).orElse(Double.NaN));
            cells.put(
                    "seconds",
                    trial.row().result().map(r -> r.used().times().total()).orElse(Double.NaN));
            cells.put(
                    "energy_wh",
                    trial.row().result().map(r -> r.used().wattHours()).orElse(Double.NaN));
            cells.put("chosen", trial.chosen());
            cells.put("reason", trial.row().failure().map(f -> f.reason()).orElse(""));
            table.add(cells);
        }
        return text(table);
    }

    /** The union of all columns; cells are empty where a row lacks one. */
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
