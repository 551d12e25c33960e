package org.vpt4j.detect.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;

/**
 * A named set of settings to begin with; whatever is given beside it, in a file or as an option, wins over it.
 *
 * @param name what users write
 * @param summary one line for people
 * @param values what it sets, by the names of the settings
 */
public record Preset(String name, String summary, Map<String, String> values) {
    /** Prompts in the last layer, everything below it computed once, a light head, few passes with large steps. */
    public static final Preset FAST = of(
            "fast",
            "prompts in the last layer on cached features, a light head, few epochs: about a minute",
            "method vpt-deep",
            "layers last:1",
            "head-settings channels=96,convolutions=1",
            "epochs 4",
            "warmup 30",
            "lr 0.003",
            "precision auto",
            "cache auto",
            "views 0",
            "image-every 0");

    /** Every setting at its default. */
    public static final Preset BALANCED = of("balanced", "every setting at its default");

    /** As good as it gets with a frozen encoder: prompts and biases, more pixels, many passes. */
    public static final Preset BEST = of(
            "best",
            "prompts and biases of all layers, larger images, many epochs: an hour",
            "method vpt-deep+bitfit",
            "scales true",
            "size 448",
            "epochs 30",
            "precision auto");

    private static final List<Preset> ALL = List.of(FAST, BALANCED, BEST);

    public Preset {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    private static Preset of(String name, String summary, String... settings) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String setting : settings) {
            values.put(setting.split(" ", 2)[0], setting.split(" ", 2)[1]);
        }
        return new Preset(name, summary, values);
    }

    /**
     * Reads {@code fast}, {@code balanced} or {@code best}.
     *
     * @throws ConfigException if it is none of them
     */
    public static Preset of(String name) {
        return ALL.stream()
                .filter(preset -> preset.name().equals(name.strip()))
                .findFirst()
                .orElseThrow(() -> new ConfigException("preset: there is no preset \"" + name + "\""
                        + NearestName.hint(name, names()) + "; known are " + String.join(", ", names())));
    }

    private static List<String> names() {
        return ALL.stream().map(Preset::name).toList();
    }

    /**
     * What it sets beside these settings: settings of its method only where no other method is given, settings of the
     * head only where none is named.
     *
     * @param given settings by name, which win
     */
    Map<String, String> beside(Map<String, String> given) {
        boolean otherMethod =
                given.containsKey("method") && !given.get("method").equals(values.get("method"));
        Map<String, String> kept = new LinkedHashMap<>(values);
        kept.keySet().removeAll(given.keySet());
        kept.keySet().removeIf(key -> otherMethod && TrainingSettings.isOfMethod(key));
        if (given.containsKey("head")) {
            kept.remove(HeadSettings.NAME);
        }
        return kept;
    }

    /**
     * What the preset among these settings sets and what was given instead, for people; nothing if none is among them.
     *
     * @throws ConfigException if there is no such preset
     */
    public static List<String> linesOf(Map<String, String> given) {
        return given.containsKey("preset") ? of(given.get("preset")).lines(given) : List.of();
    }

    /**
     * What it sets and what was given instead, for people.
     *
     * @param given settings by name, which win
     */
    public List<String> lines(Map<String, String> given) {
        Map<String, String> kept = beside(given);
        List<String> lines = new ArrayList<>();
        lines.add("preset " + name + ": "
                + (values.isEmpty()
                        ? summary
                        : kept.entrySet().stream()
                                .map(e -> e.getKey() + " " + e.getValue())
                                .collect(Collectors.joining(", "))));
        String instead = values.keySet().stream()
                .filter(key -> !kept.containsKey(key))
                .map(key -> key + (given.containsKey(key) ? " " + given.get(key) : " of another method"))
                .collect(Collectors.joining(", "));
        if (!instead.isEmpty()) {
            lines.add("given instead of what it sets: " + instead);
        }
        return lines;
    }
}
