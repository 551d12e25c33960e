package org.vpt4j.detect.head;

import java.util.List;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;

/**
 * Makes a head by its name: what {@link DetectionHeads} lists, and what an archive on the class path names in
 * {@code META-INF/services/org.vpt4j.detect.head.DetectionHeadProvider} to add one.
 */
public interface DetectionHeadProvider {

    /** What users write, such as {@code dense}; the {@link DetectionHead#name} of what it makes. */
    String name();

    /** One line for the help. */
    String summary();

    /** Every setting that the head has; by default there is none. */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /**
     * Makes the head.
     *
     * @param settings what was given for {@link #settings}, each in its range
     * @param classes class names, at least one, in the order of a detection's class index; a single made-up name while
     *     settings are checked before the data is read
     * @param encoder the encoder whose maps it reads
     * @param layers number of encoder layers whose maps it reads, at least 1
     * @throws org.vpt4j.vision.error.ConfigException if values do not go together
     */
    DetectionHead create(Settings settings, List<String> classes, EncoderConfig encoder, int layers);
}
