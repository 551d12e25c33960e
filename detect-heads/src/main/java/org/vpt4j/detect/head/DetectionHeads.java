package org.vpt4j.detect.head;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;

/** The heads by name. */
public final class DetectionHeads {
    /** The head of who names none. */
    public static final String DEFAULT = DenseHead.NAME;

    private static final Map<String, Factory> FACTORIES = new TreeMap<>(Map.of(DenseHead.NAME, DenseHead::create));

    @FunctionalInterface
    private interface Factory {
        DetectionHead create(Map<String, Object> settings, int classes, EncoderConfig encoder, int layers);
    }

    private DetectionHeads() {}

    public static Set<String> names() {
        return Set.copyOf(FACTORIES.keySet());
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
        Factory factory = FACTORIES.get(name);
        if (factory == null) {
            throw new ConfigException("there is no head \"" + name + "\"; use one of " + FACTORIES.keySet());
        }
        if (classes < 1 || layers < 1) {
            throw new ConfigException(
                    "a head needs at least one class and one layer: " + classes + " classes, " + layers + " layers");
        }
        return factory.create(settings, classes, encoder, layers);
    }
}
