package org.vpt4j.vision.tuning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a tuning method by its name: what {@link org.vpt4j.vision.tuning.TuningMethods} lists, and what an archive
 * on the class path names in {@code META-INF/services/org.vpt4j.vision.tuning.TuningMethodProvider} to add one.
 */
public interface TuningMethodProvider {

    /** What users write, such as {@code vpt-deep}; the {@link TuningMethod#name} of what it makes. No + and no colon. */
    String name();

    /** One line for the help. */
    String summary();

    /** Every setting that the method has; {@code NAME:VALUE} is short for a value of the first. By default there is none. */
    default List<MethodSetting> settings() {
        return List.of();
    }

    /** The settings' defaults by their names. */
    default Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        settings().forEach(setting -> defaults.put(setting.name(), setting.fallback()));
        return defaults;
    }

    /**
     * Makes the method.
     *
     * @param settings a value for every one of {@link #settings}, and no others
     * @throws org.vpt4j.vision.error.ConfigException if a value is wrong
     */
    TuningMethod create(Map<String, String> settings);
}
