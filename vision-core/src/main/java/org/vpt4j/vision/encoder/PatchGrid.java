package org.vpt4j.vision.encoder;

import java.util.List;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;

/**
 * Where the patches are among an encoder's tokens in a graph: the last h*w tokens, row by row.
 *
 * @param size {@code [2]}: h and w
 */
public record PatchGrid(OnnxGraph graph, OnnxValue size) {

    /** The patches of {@code [B, T, C]} as a map {@code [B, C, h, w]}. */
    public OnnxValue map(OnnxValue tokens) {
        OnnxValue end = graph.integers(Integer.MAX_VALUE);
        OnnxValue patches = graph.slice(tokens, graph.node("Neg", count()), end, 1);
        OnnxValue shape = graph.concat(0, graph.integers(0, 0), size);
        return graph.node("Reshape", graph.transpose(patches, 0, 2, 1), shape);
    }

    /**
     * The patches {@code [B, h*w, C]} with zeros in front of them for the other tokens.
     *
     * @param like {@code [B, T, D]}
     * @return {@code [B, T, C]}
     */
    public OnnxValue padded(OnnxValue patches, OnnxValue like) {
        OnnxValue others = graph.sub(graph.shape(like, 1, 2), count());
        return graph.node("Pad", patches, graph.concat(0, graph.integers(0), others, graph.integers(0, 0, 0, 0)));
    }

    private OnnxValue count() {
        return graph.node("ReduceProd", List.of(size), Map.of("keepdims", 1));
    }
}
