package org.vpt4j.detect.head;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;
import org.vpt4j.vision.error.Registered;

/** The heads by name: the project's own, and those that a {@link DetectionHeadProvider} on the class path adds. */
public final class DetectionHeads {
    /** The head of who names none. */
    public static final String DEFAULT = DenseHead.NAME;

    /** The project's own: a new one has a line here. */
    private static final List<DetectionHeadProvider> BUILT_IN = List.of(new BuiltIn(DenseHead.NAME, DenseHead::create));

    @FunctionalInterface
    private interface Factory {
        DetectionHead create(Map<String, Object> settings, int classes, EncoderConfig encoder, int layers);
    }

    private record BuiltIn(String name, Factory factory) implements DetectionHeadProvider {
        @Override
        public DetectionHead create(Map<String, Object> settings, int classes, EncoderConfig encoder, int layers) {
            return factory.create(settings, classes, encoder, layers);
        }
    }

    private DetectionHeads() {}

    /** All names, sorted. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(new TreeSet<>(all().keySet()));
    }

    private static Map<String, DetectionHeadProvider> all() {
        Map<String, DetectionHeadProvider> byName = new TreeMap<>();
        Registered.of(DetectionHeadProvider.class, BUILT_IN, DetectionHeadProvider::name)
                .forEach(provider -> byName.put(provider.name(), provider));
        return byName;
    }

    /**
     * Makes a head.
     *
     * @param name one of {@link #names}
     * @param settings what differs from the head's defaults; may be empty
     * @param classes number of classes, at least 1
     * @param encoder the encoder whose maps it reads
     * @param layers number of encoder layers whose maps it reads
     * @throws ConfigException if there is no such head, or a setting is unknown or makes no sense
     */
    public static DetectionHead create(
            String name, Map<String, Object> settings, int classes, EncoderConfig encoder, int layers) {
        Map<String, DetectionHeadProvider> known = all();
        DetectionHeadProvider provider = known.get(name);
        if (provider == null) {
            throw new ConfigException(
                    "head",
                    "there is no head \"" + name + "\"" + NearestName.hint(name, known.keySet()) + "; use one of "
                            + known.keySet());
        }
        if (classes < 1 || layers < 1) {
            throw new ConfigException(
                    "a head needs at least one class and one layer: " + classes + " classes, " + layers + " layers");
        }
        return provider.create(settings, classes, encoder, layers);
    }
}
