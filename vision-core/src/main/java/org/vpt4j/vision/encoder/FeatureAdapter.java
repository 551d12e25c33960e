package org.vpt4j.vision.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * A network between encoder and head that changes the feature maps, without its values. The encoder is
 * unaffected: no gradient flows back through it, and many tasks can share it.
 *
 * <p>A value with equality, like a {@link Branch}.
 */
public interface FeatureAdapter {

    /** The encoder layers that it reads, ascending; 1 is the first. */
    List<Integer> layers();

    /**
     * A network with {@code forward(read: List[Tensor], maps: List[Tensor], w: Dict[str, Tensor]) -> List[Tensor]}: all
     * maps are {@code [B, D, h, w]}, float32; {@code read} are those of {@link #layers}, {@code maps} those that the head
     * reads, and the results replace {@code maps}.
     */
    Script.Source source();

    /**
     * The same in ONNX.
     *
     * @param read {@code [B, D, h, w]} for each of {@link #layers}, from the encoder
     * @param maps {@code [B, D, h, w]} for each layer that the head reads
     * @return the maps for the head, in place of {@code maps}
     */
    List<OnnxGraph.Value> write(OnnxGraph graph, List<OnnxGraph.Value> read, List<OnnxGraph.Value> maps, OnnxWeights w);

    /**
     * Adds a task's adapters to a graph, one after the other; the image passes them unchanged.
     *
     * @param maps {@code [B, D, h, w]} by layer, from the encoder, for all layers that the adapters or the head read
     * @param layers that the head reads
     * @return the maps for the head, in the order of {@code layers}
     */
    static List<OnnxGraph.Value> writeAll(
            OnnxGraph graph,
            List<Learned<Map<String, FloatTensor>>> adapters,
            Map<Integer, OnnxGraph.Value> maps,
            List<Integer> layers) {
        List<OnnxGraph.Value> current =
                FeatureLayers.encoded(layers).stream().map(maps::get).toList();
        for (Learned<Map<String, FloatTensor>> learned : adapters) {
            FeatureAdapter adapter = learned.adapter();
            List<OnnxGraph.Value> read =
                    adapter.layers().stream().map(maps::get).toList();
            List<OnnxGraph.Value> before = current;
            current = graph.in("features", () -> adapter.write(graph, read, before, graph.weights(learned.values())));
        }
        List<OnnxGraph.Value> all = new ArrayList<>(current);
        FeatureLayers.addImage(all, layers, maps);
        return all;
    }

    /**
     * A feature adapter with its trained values.
     *
     * @param <V> its values by their names
     */
    record Learned<V>(FeatureAdapter adapter, V values) {}
}
