package org.vpt4j.detect.task;

import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.vpt4j.vision.encoder.FeatureLayers;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.image.Tiling;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * What turns a frozen backbone into a detector: the tuned parameters, a head, class names, and how images are prepared. It
 * holds no native memory.
 *
 * @param classes names of the classes; a detection's class index points in here
 * @param method how the backbone was adapted
 * @param head the head on its feature maps
 * @param preprocessing how images enter the backbone
 * @param backbone the backbone it was trained on, the only one it works with
 * @param threshold lowest score of the detections that are shown by default, in [0, 1]
 * @param provenance how it was trained
 * @param tuned the method's parameters by name; empty if it has none
 * @param headTensors the head's parameters by name
 */
public record Task(
        List<String> classes,
        Method method,
        Head head,
        Preprocessing preprocessing,
        Backbone backbone,
        double threshold,
        Provenance provenance,
        Map<String, FloatTensor> tuned,
        Map<String, FloatTensor> headTensors) {

    /** The class of a task that was trained without classes. */
    public static final String ANY_OBJECT = "object";

    /**
     * @throws IllegalArgumentException if there is no class, a class name is missing or repeated, or the threshold is
     *     outside [0, 1]
     */
    public Task {
        classes = List.copyOf(classes);
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("classes: a task needs at least one class");
        }
        Set<String> seen = new HashSet<>();
        for (String name : classes) {
            if (name.isBlank() || !seen.add(name)) {
                throw new IllegalArgumentException("classes: every class needs a unique name, but there is \""
                        + Excerpt.of(name) + "\" in " + Excerpt.of(classes));
            }
        }
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold: " + threshold + " is outside [0, 1]");
        }
        tuned = Collections.unmodifiableMap(new TreeMap<>(tuned));
        headTensors = Collections.unmodifiableMap(new TreeMap<>(headTensors));
    }

    /** Number of trained values, tuned and head together. */
    public long parameters() {
        return values(tuned) + values(headTensors);
    }

    /** Whether it finds objects of any kind: its only class is {@link #ANY_OBJECT}. */
    public boolean isClassAgnostic() {
        return classes.equals(List.of(ANY_OBJECT));
    }

    private static long values(Map<String, FloatTensor> tensors) {
        return tensors.values().stream().mapToLong(FloatTensor::size).sum();
    }

    /**
     * The backbone that a task belongs to.
     *
     * @param name its name when the task was trained
     * @param fingerprint of its weights; this, not the name, identifies it
     */
    public record Backbone(String name, String fingerprint) {

        /** @throws IllegalArgumentException if one is empty */
        public Backbone {
            if (name.isBlank() || fingerprint.isBlank()) {
                throw new IllegalArgumentException("backbone: name and fingerprint must not be empty: \""
                        + Excerpt.of(name) + "\", \"" + Excerpt.of(fingerprint) + "\"");
            }
        }

        /**
         * Checks that a backbone is the same.
         *
         * @throws WeightsException if its weights are different
         */
        public void require(String otherName, String otherFingerprint) {
            if (!fingerprint.equals(otherFingerprint)) {
                throw new WeightsException("this task was trained on the backbone \"" + Excerpt.of(name)
                        + "\" (fingerprint "
                        + shortened(fingerprint) + "); \"" + otherName + "\" has other weights (fingerprint "
                        + shortened(otherFingerprint) + "). Use the backbone it was trained on, or train again");
            }
        }

        private static String shortened(String fingerprint) {
            return fingerprint.length() <= 12
                    ? Excerpt.of(fingerprint)
                    : Excerpt.of(fingerprint.substring(0, 12)) + "…";
        }
    }

    /**
     * A head as stored in a task: {@link org.vpt4j.detect.head.DetectionHeads#create} makes it.
     *
     * @param name such as {@code dense}
     * @param settings by name, sorted
     * @param layers whose maps it reads, ascending: encoder layers from 1, and perhaps 0 for the image
     */
    public record Head(String name, Map<String, String> settings, List<Integer> layers) {

        /** @throws IllegalArgumentException if there is no layer, or they are not ascending from 0 */
        public Head {
            settings = Collections.unmodifiableMap(new TreeMap<>(settings));
            layers = List.copyOf(layers);
            if (layers.isEmpty() || layers.equals(List.of(FeatureLayers.IMAGE))) {
                throw new IllegalArgumentException("head.layers: a head needs at least one layer to read");
            }
            int before = FeatureLayers.IMAGE - 1;
            for (int layer : layers) {
                if (layer <= before) {
                    throw new IllegalArgumentException("head.layers: not ascending from 0: " + Excerpt.of(layers));
                }
                before = layer;
            }
        }
    }

    /**
     * A tuning method as stored in a task: {@link org.vpt4j.vision.tuning.TuningMethods#create} makes it.
     *
     * @param name such as {@code vpt-deep}
     * @param settings all of them, sorted by name
     */
    public record Method(String name, Map<String, String> settings) {
        public Method {
            settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        }
    }

    /**
     * How images enter a task's backbone.
     *
     * @param input size that every image is letterboxed to, in pixels; sides up to {@value #MOST_PIXELS}
     * @param normalization of its pixels
     * @param tiles into which large images are cut, in addition to the whole image; not {@code auto}
     */
    public record Preprocessing(ImageSize input, Normalization normalization, Tiling tiles) {

        /** Longest side of an input; a transformer could not attend over more. */
        public static final int MOST_PIXELS = 8192;

        /** @throws IllegalArgumentException if the input is too large, or the tiles are not decided */
        public Preprocessing {
            if (Math.max(input.width(), input.height()) > MOST_PIXELS) {
                throw new IllegalArgumentException(
                        "preprocessing: an input of " + input + " is too large; the limit is " + MOST_PIXELS + " px");
            }
            if (tiles.isAuto()) {
                throw new IllegalArgumentException("preprocessing.tiles: a task has certain tiles, or none: off");
            }
        }

        /** Without tiles. */
        public Preprocessing(ImageSize input, Normalization normalization) {
            this(input, normalization, Tiling.OFF);
        }

        /** Turns images into the encoder's pixels. */
        public Letterbox letterbox() {
            return new Letterbox(input, normalization);
        }
    }

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
}
