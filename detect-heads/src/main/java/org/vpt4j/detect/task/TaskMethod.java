package org.vpt4j.detect.task;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A tuning method as stored in a task: {@link org.vpt4j.vision.tuning.TuningMethods#create} makes it.
 *
 * @param name such as {@code vpt-deep}
 * @param settings all of them, sorted by name
 */
public record TaskMethod(String name, Map<String, String> settings) {
    public TaskMethod {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }
}
