package org.vpt4j.detect.head;

import java.util.List;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.FeatureLayers;
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
     * The settings and layers of a head on a backbone, where they follow from it: as given, by default. The head is created
     * with these, and its task keeps them.
     *
     * @param given settings, each known and in its range
     * @param layers that the user or the default chose, as in {@link FeatureLayers}, ascending
     * @throws org.vpt4j.vision.error.ConfigException if the backbone does not have what the head needs
     */
    default Fitted fitted(Settings given, List<Integer> layers, Backbone backbone) {
        return new Fitted(given, layers);
    }

    /**
     * What a head has on a backbone.
     *
     * @param settings of the head
     * @param layers that it reads, as in {@link FeatureLayers}, ascending
     */
    record Fitted(Settings settings, List<Integer> layers) {}

    /**
     * Makes the head.
     *
     * @param settings the values for {@link #settings}, each in its range
     * @param classes class names, at least one, in the order of a detection's class index; a single placeholder while
     *     settings are checked before the data is read
     * @param encoder the encoder whose maps it reads
     * @param layers whose maps it reads, as in {@link FeatureLayers}, ascending, in the order of the maps
     * @throws org.vpt4j.vision.error.ConfigException if values are inconsistent
     */
    DetectionHead create(Settings settings, List<String> classes, EncoderConfig encoder, List<Integer> layers);
}
