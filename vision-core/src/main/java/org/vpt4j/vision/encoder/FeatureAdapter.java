package org.vpt4j.vision.encoder;

import java.util.List;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;
import org.vpt4j.vision.script.ScriptSource;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * A network behind an encoder that changes the feature maps on their way to the head, without its values. The encoder does
 * not know of it: no gradient goes back through it, and many tasks share it.
 *
 * <p>A value, as a {@link Branch} is.
 */
public interface FeatureAdapter {

    /** The encoder layers that it reads, ascending; 1 is the first. */
    List<Integer> layers();

    /**
     * A network with {@code forward(read: List[Tensor], maps: List[Tensor], w: Dict[str, Tensor]) -> List[Tensor]}: all
     * maps are {@code [B, D, h, w]}, float32; {@code read} those of {@link #layers}, {@code maps} those that the head asks
     * for, and the results are to go in their place.
     */
    ScriptSource source();

    /**
     * Adds it to a graph.
     *
     * @param read {@code [B, D, h, w]} for each of {@link #layers}, as the encoder gives them
     * @param maps {@code [B, D, h, w]} for each layer that the head asks for
     * @param values by name
     * @return what the head gets in place of {@code maps}
     */
    List<OnnxValue> write(OnnxGraph graph, List<OnnxValue> read, List<OnnxValue> maps, Map<String, FloatTensor> values);

    /**
     * Such a network with what it has learned.
     *
     * @param <V> its values by their names
     */
    record Learned<V>(FeatureAdapter adapter, V values) {}
}
