package org.vpt4j.samples.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;

/**
 * One way to train: a method, and how it computes.
 *
 * @param method its name
 * @param settings of the training, {@code precision}, {@code cache} and {@code checkpointing} among them
 */
record StepVariant(String method, Map<String, String> settings) {
    /** Settings of which several values can be compared, as a list with commas. */
    private static final List<String> COMPARED = List.of("precision", "cache", "checkpointing");

    public StepVariant {
        settings = Map.copyOf(settings);
    }

    /** Every method with every combination of the values that are listed in the settings. */
    public static List<StepVariant> of(List<String> methods, Map<String, String> settings) {
        List<Map<String, String>> combinations = List.of(settings);
        for (String name : COMPARED) {
            List<Map<String, String>> more = new ArrayList<>();
            for (Map<String, String> combination : combinations) {
                for (String value : combination.getOrDefault(name, "").split(",", -1)) {
                    Map<String, String> one = new LinkedHashMap<>(combination);
                    if (!value.isBlank()) {
                        one.put(name, value.strip());
                    }
                    more.add(one);
                }
            }
            combinations = more;
        }
        List<StepVariant> variants = new ArrayList<>();
        for (String method : methods) {
            combinations.forEach(combination -> variants.add(new StepVariant(method, combination)));
        }
        return variants;
    }

    TrainingConfig config() {
        return StepComparison.config(settings, method);
    }

    /** Whether there is something to measure: nothing lies below a method that tunes the first layer, or can be cached. */
    public boolean isPossible() {
        TrainingConfig config = config();
        if (!config.isCached()) {
            return true;
        }
        EncoderConfig encoder = BackboneHub.standard().open(config.backbone()).config();
        TuningMethod tuning = TuningMethods.create(config.method(), config.methodSettings());
        return tuning.lowestLayer(encoder) > 1;
    }

    /** {@code vpt-deep bf16 cached checkpointed}, as far as the settings alone tell. */
    public String label() {
        return label(config().isCached());
    }

    /**
     * The same of what was measured.
     *
     * @param cached whether it read cached features, which {@code --cache auto} leaves open
     */
    String label(boolean cached) {
        TrainingConfig config = config();
        return method
                + (config.values().get("precision").equals("fp32")
                        ? ""
                        : " " + config.values().get("precision"))
                + (cached ? " cached" : "")
                + (config.checkpoints() ? " checkpointed" : "");
    }
}
