package org.vpt4j.detect.task;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vpt4j.vision.error.Excerpt;

/**
 * A head as stored in a task: {@link org.vpt4j.detect.head.DetectionHeads#create} makes it.
 *
 * @param name such as {@code dense}
 * @param settings by name, sorted
 * @param layers encoder layers whose feature maps it reads, from 1, ascending
 */
public record TaskHead(String name, Map<String, String> settings, List<Integer> layers) {

    /** @throws IllegalArgumentException if there is no layer, or they are not ascending from 1 */
    public TaskHead {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("head.layers: a head needs at least one layer to read");
        }
        int before = 0;
        for (int layer : layers) {
            if (layer <= before) {
                throw new IllegalArgumentException("head.layers: not ascending from 1: " + Excerpt.of(layers));
            }
            before = layer;
        }
    }
}
