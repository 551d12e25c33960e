package org.vpt4j.detect.head;

import java.util.List;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;

/**
 * Makes a head by name; listed by {@link DetectionHeads}. A JAR on the class path adds one through
 * {@code META-INF/services/org.vpt4j.detect.head.DetectionHeadProvider}.
 */
public interface DetectionHeadProvider {

    /** What users write, such as {@code dense}; the {@link DetectionHead#name} of its heads. */
    String name();

    /** One line for the help. */
    String summary();

    /** All settings of the head; none by default. */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /**
     * Makes the head.
     *
     * @param settings the values for {@link #settings}, each in its range
     * @param classes class names, at least one, in the order of a detection's class index; a single placeholder while
     *     settings are checked before the data is read
     * @param encoder the encoder whose maps it reads
     * @param layers number of encoder layers whose maps it reads, at least 1
     * @throws org.vpt4j.vision.error.ConfigException if values are inconsistent
     */
    DetectionHead create(Settings settings, List<String> classes, EncoderConfig encoder, int layers);
}
