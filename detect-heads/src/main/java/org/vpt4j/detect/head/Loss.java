package org.vpt4j.detect.head;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The loss of a batch.
 *
 * @param total scalar, float32, to backpropagate from; belongs to the scope the loss was computed in
 * @param parts values of its parts by name, in order, the same names for every batch; shown next to the total, as columns
 *     {@code NAME_loss} of {@code metrics.csv}. A name consists of lowercase letters, digits and _
 */
public record Loss(NDArray total, Map<String, Float> parts) {

    /** @throws IllegalArgumentException if a part's name has other characters */
    public Loss {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        for (String name : parts.keySet()) {
            if (!name.matches("[a-z0-9_]+")) {
                throw new IllegalArgumentException(
                        "a part of the loss is named by lowercase letters, digits and _, not \"" + name + "\"");
            }
        }
    }

    /** Reads the value of the total. */
    public float value() {
        return total.toFloatArray()[0];
    }
}
