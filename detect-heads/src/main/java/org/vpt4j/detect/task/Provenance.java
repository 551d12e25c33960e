package org.vpt4j.detect.task;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vpt4j.vision.error.Excerpt;

/**
 * How a task was trained; enough to train it again.
 *
 * @param dataFingerprint of the data it was trained on
 * @param seed of the training
 * @param settings of the training, sorted by name
 * @param metrics it reached, finite, in the given order
 * @param version of vpt4j that trained it
 * @param created when
 * @param start the task that its training started from; empty if it started from random values
 */
public record Provenance(
        String dataFingerprint,
        long seed,
        Map<String, String> settings,
        Map<String, Double> metrics,
        String version,
        Instant created,
        Optional<Start> start) {

    /**
     * A task that a training started from.
     *
     * @param name {@code objects}, or the file's path as it was given
     * @param fingerprint SHA-256 of the file
     */
    public record Start(String name, String fingerprint) {}

    /** A training that started from random values. */
    public Provenance(
            String dataFingerprint,
            long seed,
            Map<String, String> settings,
            Map<String, Double> metrics,
            String version,
            Instant created) {
        this(dataFingerprint, seed, settings, metrics, version, created, Optional.empty());
    }

    /** @throws IllegalArgumentException if a metric is not finite */
    public Provenance {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        metrics.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "provenance.metrics." + Excerpt.of(name) + ": " + value + " is not finite");
            }
        });
    }
}
