package org.vpt4j.detect.head;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;
import org.vpt4j.vision.error.Registered;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;

/** The heads by name: the built-in ones, and those added by a {@link DetectionHeadProvider} on the class path. */
public final class DetectionHeads {
    /** The default head. */
    public static final String DEFAULT = DenseHead.NAME;

    /** The built-in heads: a new one has a line here. */
    private static final List<DetectionHeadProvider> BUILT_IN =
            List.of(DenseHead.PROVIDER, OpenVocabHead.PROVIDER, ZeroShotHead.PROVIDER);

    private DetectionHeads() {}

    /** All names, sorted. */
    public static Set<String> names() {
        return all().keySet();
    }

    /** One line about a head for the help. */
    public static String summary(String name) {
        return provider(name).summary();
    }

    /** All settings of a head. */
    public static List<Setting<?>> settings(String name) {
        return provider(name).settings();
    }

    private static Map<String, DetectionHeadProvider> all() {
        SortedMap<String, DetectionHeadProvider> byName = new TreeMap<>();
        Registered.of(DetectionHeadProvider.class, BUILT_IN, DetectionHeadProvider::name)
                .forEach(provider -> byName.put(provider.name(), provider));
        return byName;
    }

    private static DetectionHeadProvider provider(String name) {
        Map<String, DetectionHeadProvider> known = all();
        DetectionHeadProvider provider = known.get(name);
        if (provider == null) {
            throw new ConfigException(
                    "head",
                    "there is no head \"" + name + "\"" + NearestName.hint(name, known.keySet()) + "; use one of "
                            + known.keySet());
        }
        return provider;
    }

    /**
     * The settings and layers of a head on a backbone.
     *
     * @param name one of {@link #names}
     * @param given settings
     * @param layers chosen encoder layers
     * @throws ConfigException if there is no such head, a setting is unknown or has a wrong value, or the backbone does not
     *     have what the head needs
     */
    public static DetectionHeadProvider.Fitted fitted(
            String name, Settings given, List<Integer> layers, Backbone backbone) {
        DetectionHeadProvider provider = provider(name);
        given.require(provider.settings(), "the head " + name);
        return given.located(() -> provider.fitted(given, layers, backbone));
    }

    /**
     * Makes a head.
     *
     * @param name one of {@link #names}
     * @param settings the given ones; missing settings take their defaults
     * @param classes class names, at least one
     * @param encoder the encoder whose maps it reads
     * @param layers whose maps it reads, as in {@link org.vpt4j.vision.encoder.FeatureLayers}
     * @throws ConfigException if there is no such head, or a setting is unknown or has a wrong value
     */
    public static DetectionHead create(
            String name, Settings settings, List<String> classes, EncoderConfig encoder, List<Integer> layers) {
        DetectionHeadProvider provider = provider(name);
        if (classes.isEmpty() || layers.isEmpty()) {
            throw new ConfigException("a head needs at least one class and one layer: " + classes.size() + " classes, "
                    + layers.size() + " layers");
        }
        settings.require(provider.settings(), "the head " + name);
        return settings.located(() -> provider.create(settings, classes, encoder, layers));
    }
}
