package org.vpt4j.vision.tuning;

import java.util.List;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;

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
    default List<Setting<?>> settings() {
        return List.of();
    }

    /**
     * Makes the method.
     *
     * @param settings what was given for {@link #settings}, each in its range
     * @throws org.vpt4j.vision.error.ConfigException if values do not go together
     */
    TuningMethod create(Settings settings);
}
