package org.vpt4j.vision.tuning;

import java.util.List;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;

/**
 * Makes a tuning method by name; listed by {@link org.vpt4j.vision.tuning.TuningMethods}. A JAR on the class path adds
 * one through {@code META-INF/services/org.vpt4j.vision.tuning.TuningMethodProvider}.
 */
public interface TuningMethodProvider {

    /** What users write, such as {@code vpt-deep}; the {@link TuningMethod#name} of its methods. No + and no colon. */
    String name();

    /** One line for the help. */
    String summary();

    /** All settings of the method; {@code NAME:VALUE} is short for a value of the first. None by default. */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /**
     * Makes the method.
     *
     * @param settings the values for {@link #settings}, each in its range
     * @throws org.vpt4j.vision.error.ConfigException if values are inconsistent
     */
    TuningMethod create(Settings settings);
}
