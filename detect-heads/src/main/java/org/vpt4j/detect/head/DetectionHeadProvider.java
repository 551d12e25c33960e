package org.vpt4j.detect.head;

import java.util.Map;
import org.vpt4j.vision.encoder.EncoderConfig;

/**
 * Makes a head by its name: what {@link DetectionHeads} lists, and what an archive on the class path names in
 * {@code META-INF/services/org.vpt4j.detect.head.DetectionHeadProvider} to add one.
 */
public interface DetectionHeadProvider {

    /** What users write, such as {@code dense}; the {@link DetectionHead#name} of what it makes. */
    String name();

    /**
     * Makes the head.
     *
     * @param settings what differs from its defaults; may be empty
     * @param classes number of classes, at least 1
     * @param encoder the encoder whose maps it reads
     * @param layers number of encoder layers whose maps it reads, at least 1
     * @throws org.vpt4j.vision.error.ConfigException if a setting is unknown or makes no sense
     */
    DetectionHead create(Map<String, Object> settings, int classes, EncoderConfig encoder, int layers);
}
