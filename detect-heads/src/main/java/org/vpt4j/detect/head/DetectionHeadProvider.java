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
     * @param settings what differs from its defaults; may be empty. As settings of a training (command line, YAML) they
     *     are read from text by its looks: an {@link Integer} where it is a whole number of up to nine digits, a
     *     {@link Double} where it has a decimal point, else a {@link String}. So {@code gain=2} is an Integer, take
     *     numbers as {@link Number}; and {@code true} is a String. Out of a task file they are of the types that
     *     {@link DetectionHead#settings} gave
     * @param classes number of classes, at least 1
     * @param encoder the encoder whose maps it reads
     * @param layers number of encoder layers whose maps it reads, at least 1
     * @throws org.vpt4j.vision.error.ConfigException if a setting is unknown or makes no sense
     */
    DetectionHead create(Map<String, Object> settings, int classes, EncoderConfig encoder, int layers);
}
