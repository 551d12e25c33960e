package org.vpt4j.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a run of the encoder begins: at the pixels, or at the tokens that enter one of its layers, with the features of
 * layers below it that are still needed. A view: it does not own the arrays.
 *
 * @param layer the first layer to run: 1 for pixels, L + 1 if all have run
 * @param values pixels {@code [B, 3, H, W]} before layer 1, else the tokens {@code [B, C+R+P+N, D]} that enter the layer;
 *     empty if no further layer is needed
 * @param rows h, patches from top to bottom
 * @param columns w, patches from left to right; {@code N = h*w}
 * @param below feature maps {@code [B, D, h, w]}, float32, of layers below {@code layer}, by layer
 */
public record EncoderInput(int layer, Optional<NDArray> values, int rows, int columns, Map<Integer, NDArray> below) {

    public EncoderInput {
        below = Collections.unmodifiableMap(new LinkedHashMap<>(below));
    }

    /** Whether the run starts with the patch embedding. */
    boolean isPixels() {
        return layer == 1;
    }

    /** In the order of {@code layers}: the maps kept from below, and the computed ones for the others. */
    NDList select(List<Integer> layers, List<Integer> above, NDList computed) {
        NDList maps = new NDList();
        for (int chosen : layers) {
            int at = above.indexOf(chosen);
            NDArray map = at < 0 ? below.get(chosen) : computed.get(at);
            if (map == null) {
                throw new IllegalArgumentException("the features of layer " + chosen + " are below layer " + layer
                        + " and were not kept: " + below.keySet());
            }
            maps.add(map);
        }
        return maps;
    }
}
