package org.vpt4j.samples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;

/**
 * One way to train: a method with its settings.
 *
 * @param method its name
 * @param settings of the training, including {@code precision}, {@code cache} and {@code checkpointing}
 */
record StepVariant(String method, Settings settings) {
    /** Settings that accept a comma-separated list of values to compare. */
    private static final List<Setting<?>> COMPARED =
            List.of(TrainingSettings.PRECISION, TrainingSettings.CACHE, TrainingSettings.CHECKPOINTING);

    /** Every method with every combination of the values listed in the settings. */
    public static List<StepVariant> of(List<String> methods, Settings settings) {
        List<Settings> combinations = List.of(settings);
        for (Setting<?> setting : COMPARED) {
            List<Settings> more = new ArrayList<>();
            for (Settings combination : combinations) {
                Optional<Settings.Given> listed = combination.given(setting.name());
                if (listed.isEmpty()) {
                    more.add(combination);
                    continue;
                }
                for (String value : listed.get().text().split(",", -1)) {
                    more.add(
                            value.isBlank()
                                    ? combination.without(List.of(setting.name()))
                                    : combination.with(
                                            setting.name(),
                                            new Settings.Given(
                                                    value, listed.get().place())));
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

    /** Whether the variant can be measured: below a method that tunes the first layer there is nothing to cache. */
    public boolean isPossible() {
        TrainingConfig config = config();
        if (!config.isCached()) {
            return true;
        }
        EncoderConfig encoder = BackboneHub.standard()
                .open(config.get(TrainingSettings.BACKBONE))
                .config();
        TuningMethod tuning = TuningMethods.create(config.get(TrainingSettings.METHOD), config.methodSettings());
        return tuning.lowestLayer(encoder) > 1;
    }

    /** {@code vpt-deep bf16 cached checkpointed}, as far as the settings determine it. */
    public String label() {
        return label(config().isCached());
    }

    /**
     * The label of a measured variant.
     *
     * @param cached whether it read cached features, which {@code --cache auto} leaves open
     */
    String label(boolean cached) {
        TrainingConfig config = config();
        String precision = TrainingSettings.PRECISION.format(config.get(TrainingSettings.PRECISION));
        return method
                + (precision.equals(TrainingSettings.PRECISION.fallbackText()) ? "" : " " + precision)
                + (cached ? " cached" : "")
                + (config.checkpoints() ? " checkpointed" : "");
    }
}
