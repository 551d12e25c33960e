package org.vpt4j.detect.task;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A head as a task names it: {@link org.vpt4j.detect.head.DetectionHeads#create} makes it.
 *
 * @param name such as {@code dense}
 * @param settings all of them, sorted by name: strings, integers, doubles, booleans
 */
public record TaskHead(String name, Map<String, Object> settings) {

    /** @throws IllegalArgumentException if a setting is of another type */
    public TaskHead {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        settings.forEach((key, value) -> {
            if (!(value instanceof String
                    || value instanceof Integer
                    || value instanceof Boolean
                    || (value instanceof Double number && Double.isFinite(number)))) {
                throw new IllegalArgumentException("head.settings." + key
                        + ": only strings, integers, finite doubles and booleans can be kept, not " + value);
            }
        });
    }
}
