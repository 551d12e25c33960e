package org.vpt4j.vision.encoder;

import java.util.List;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;

/**
 * The patches among an encoder's tokens, in a graph: the last h*w of them, row by row, whatever stands before them.
 *
 * @param size {@code [2]}: h and w
 */
public record PatchGrid(OnnxGraph graph, OnnxValue size) {

    /** The patches' tokens of {@code [B, T, C]} as a map {@code [B, C, h, w]}. */
    public OnnxValue map(OnnxValue tokens) {
        OnnxValue patches = graph.node(
                "Slice", tokens, graph.node("Neg", count()), graph.integers(Integer.MAX_VALUE), graph.integers(1));
        OnnxValue channels = graph.node("Transpose", List.of(patches), Map.of("perm", new long[] {0, 2, 1}));
        OnnxValue shape = graph.node("Concat", List.of(graph.integers(0, 0), size), Map.of("axis", 0));
        return graph.node("Reshape", channels, shape);
    }

    /**
     * The patches' tokens {@code [B, h*w, C]} with zeros before them, for the tokens that are no patches.
     *
     * @param like {@code [B, T, D]}
     * @return {@code [B, T, C]}
     */
    public OnnxValue padded(OnnxValue patches, OnnxValue like) {
        OnnxValue all = graph.node("Shape", List.of(like), Map.of("start", 1, "end", 2));
        OnnxValue before = graph.node("Sub", all, count());
        OnnxValue pads =
                graph.node("Concat", List.of(graph.integers(0), before, graph.integers(0, 0, 0, 0)), Map.of("axis", 0));
        return graph.node("Pad", patches, pads);
    }

    private OnnxValue count() {
        return graph.node("ReduceProd", List.of(size), Map.of("keepdims", 1));
    }
}
