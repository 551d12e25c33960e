package org.vpt4j.detect.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.vpt4j.vision.setting.Settings;

/** A named set of settings to start from; values given in a file, as an option or in Java override it. */
public enum Preset {
    /** The head alone on cached features, in large steps, for about a minute. */
    FAST("the head on cached features: about a minute", () -> cached().with(TrainingSettings.MINUTES, 1.0)
            .with(TrainingSettings.WARMUP, 10)
            .with(TrainingSettings.LR, 0.008)
            .with(TrainingSettings.IMAGE_EVERY, 0)),

    /** The head alone on cached features, for about ten minutes: many steps and a large input come first. */
    BALANCED("the head on cached features: about ten minutes", () -> cached().with(TrainingSettings.MINUTES, 10.0)),

    /** Best quality with a frozen encoder: prompts and biases of all layers, for about an hour. */
    BEST("prompts and biases of all layers: about an hour", () -> Settings.NONE
            .with(TrainingSettings.METHOD, "vpt-deep+bitfit")
            .with("scales", new Settings.Given("true", ""))
            .with(TrainingSettings.MINUTES, 60.0)
            .with(TrainingSettings.BALANCE, "on")
            .with(TrainingSettings.PRECISION, Optional.empty()));

    private final String summary;
    // Supplied lazily: TrainingSettings itself refers to the presets.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Supplier<Settings> settings;

    Preset(String summary, Supplier<Settings> settings) {
        this.summary = summary;
        this.settings = settings;
    }

    private static Settings cached() {
        return Settings.NONE
                .with(TrainingSettings.METHOD, "head-only")
                .with(TrainingSettings.PRECISION, Optional.empty())
                .with(TrainingSettings.CACHE, "auto")
                .with(TrainingSettings.WEIGHT_DECAY, 0.5) // many steps on features that hardly change
                .with(TrainingSettings.BALANCE, "on");
    }

    /** All settings of this preset. */
    public Settings settings() {
        return settings.get();
    }

    /**
     * The preset's settings in combination with the given ones: those of its method only if no method is given, for a
     * method that is named has its own defaults; those of the head only if no head is named.
     *
     * @param given settings, which take precedence
     */
    Settings under(Settings given) {
        Settings own = settings();
        boolean otherMethod = given.has(TrainingSettings.METHOD);
        List<String> lost = new ArrayList<>(given.given().keySet());
        own.given().keySet().stream()
                .filter(key -> otherMethod && !TrainingSettings.isOwn(key))
                .forEach(lost::add);
        if (given.has(TrainingSettings.HEAD)) {
            lost.add(TrainingSettings.HEAD_SETTINGS.name());
        }
        return own.without(lost);
    }

    /**
     * What the preset named in these settings sets and what overrides it, for display; empty if there is no preset.
     *
     * @throws org.vpt4j.vision.error.ConfigException if there is no such preset
     */
    public static List<String> lines(Settings given) {
        return given.has(TrainingSettings.PRESET)
                ? given.get(TrainingSettings.PRESET).linesWith(given)
                : List.of();
    }

    private List<String> linesWith(Settings given) {
        Map<String, String> kept = new LinkedHashMap<>(under(given).texts());
        if (given.get(TrainingSettings.EPOCHS).isPresent()) {
            kept.remove(TrainingSettings.MINUTES.name());
        }
        List<String> lines = new ArrayList<>();
        lines.add("preset " + TrainingSettings.PRESET.format(this) + ": "
                + (kept.isEmpty() && settings().given().isEmpty() ? summary : joined(kept)));
        String instead = settings().given().keySet().stream()
                .filter(key -> !kept.containsKey(key))
                .map(key -> instead(key, given))
                .collect(Collectors.joining(", "));
        if (!instead.isEmpty()) {
            lines.add("given instead of what it sets: " + instead);
        }
        return lines;
    }

    private static String instead(String key, Settings given) {
        boolean epochs = key.equals(TrainingSettings.MINUTES.name())
                && given.get(TrainingSettings.EPOCHS).isPresent();
        String shown = epochs ? TrainingSettings.EPOCHS.name() : key;
        return shown + given.given(shown).map(value -> " " + value.text()).orElse(" of another method");
    }

    private static String joined(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }
}
