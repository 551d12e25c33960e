package org.vpt4j.vision.encoder;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.script.Script;

/**
 * A small network in an encoder's layers whose result is added to the tokens (an adapter), without its values.
 *
 * <p>{@code [B, T, D] -> [B, T, D]}, where the last h*w of the T tokens are the patches, row by row. Equal
 * branches must compute the same from the same values: make it a record.
 */
public interface Branch {

    /** What it reads in a layer, and where its result is added. */
    enum Place {
        /** Reads the tokens after attention and its residual; added to them before the MLP. */
        AFTER_ATTENTION,
        /** Reads the same tokens as the MLP's norm; added after the MLP and its residual. */
        PARALLEL_TO_MLP,
        /** Reads the tokens that leave the layer; added to them. */
        AFTER_MLP;

        /** Its name in scripts: {@code parallel_to_mlp}. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Place place();

    /** Factor on its result. */
    default double scale() {
        return 1;
    }

    /**
     * The source of the function {@code branch(x: Tensor, w: Dict[str, Tensor], name: str, height: int, width: int) ->
     * Tensor}: its values at one layer are {@code w[name + ...]}, float32; x may be of another float type, which is also
     * that of the result. It has no attributes.
     */
    Script.Source source();

    /**
     * The same in ONNX, at one layer.
     *
     * @param x {@code [B, T, D]}
     * @param w its values at this layer
     * @param grid where the patches are among the tokens
     * @return {@code [B, T, D]}, before the {@link #scale}
     */
    OnnxGraph.Value write(OnnxGraph graph, OnnxGraph.Value x, OnnxWeights w, PatchGrid grid);

    /**
     * A branch with its trained values.
     *
     * @param <V> its values at one layer, by their names
     * @param byLayer 1 is the first; layers without this branch are missing
     */
    record Learned<V>(Branch branch, Map<Integer, V> byLayer) {
        public Learned {
            byLayer = Collections.unmodifiableMap(new TreeMap<>(byLayer));
        }
    }
}
