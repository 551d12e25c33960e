package org.vpt4j.detect.task;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vpt4j.vision.error.Excerpt;
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
        TaskMethod method,
        TaskHead head,
        Preprocessing preprocessing,
        TaskBackbone backbone,
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
}
