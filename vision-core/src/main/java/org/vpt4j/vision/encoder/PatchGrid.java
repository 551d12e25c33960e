package org.vpt4j.vision.encoder;

import java.util.List;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;

/**
 * Where the patches are among an encoder's tokens in a graph: the last h*w tokens, row by row.
 *
 * @param size {@code [2]}: h and w
 */
public record PatchGrid(OnnxGraph graph, OnnxGraph.Value size) {

    /** The patches of {@code [B, T, C]} as a map {@code [B, C, h, w]}. */
    public OnnxGraph.Value map(OnnxGraph.Value tokens) {
        OnnxGraph.Value end = graph.integers(Integer.MAX_VALUE);
        OnnxGraph.Value patches = graph.slice(tokens, graph.node("Neg", count()), end, 1);
        OnnxGraph.Value shape = graph.concat(0, graph.integers(0, 0), size);
        return graph.node("Reshape", graph.transpose(patches, 0, 2, 1), shape);
    }

    /**
     * The patches {@code [B, h*w, C]} with zeros in front of them for the other tokens.
     *
     * @param like {@code [B, T, D]}
     * @return {@code [B, T, C]}
     */
    public OnnxGraph.Value padded(OnnxGraph.Value patches, OnnxGraph.Value like) {
        OnnxGraph.Value others = graph.sub(graph.shape(like, 1, 2), count());
        return graph.node("Pad", patches, graph.concat(0, graph.integers(0), others, graph.integers(0, 0, 0, 0)));
    }

    private OnnxGraph.Value count() {
        return graph.node("ReduceProd", List.of(size), Map.of("keepdims", 1));
    }
}
