package org.vpt4j.samples.console;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Values that a user gave, as written, each with the place where it was given.
 *
 * @param values by key, in the order in which they were given
 */
public record Settings(Map<String, Value> values) {
    public static final Settings NONE = new Settings(Map.of());

    /**
     * One value.
     *
     * @param text as written; a list is joined by commas
     * @param source where: {@code --lr} or {@code run.yaml line 3}
     */
    public record Value(String text, String source) {}

    public Settings {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** These values, and those of {@code other} where they are not given here. */
    public Settings over(Settings other) {
        Map<String, Value> both = new LinkedHashMap<>(other.values);
        both.putAll(values);
        return new Settings(both);
    }

    /** Key to text, without the sources. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((key, value) -> texts.put(key, value.text()));
        return texts;
    }
}
