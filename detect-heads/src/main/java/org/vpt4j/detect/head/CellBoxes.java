package org.vpt4j.detect.head;

import org.vpt4j.vision.onnx.ElementType;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Boxes around the cells of a feature map inside of an ONNX graph: cell (row, column) of a map of stride s has its centre
 * at ((column + .5) s, (row + .5) s), as {@link Locations} has it; the map's size is asked for when the graph runs.
 */
public final class CellBoxes {
    private static final long ROWS = 2; // axes of a map [B, C, h, w]
    private static final long COLUMNS = 3;

    private CellBoxes() {}

    /**
     * Adds the boxes.
     *
     * @param map {@code [B, C, h, w]}: only its size counts
     * @param distances {@code [B, h·w, 4]} from a cell's centre to the left, top, right and bottom edge, in strides
     * @param stride side of a cell in input pixels
     * @return {@code [B, h·w, 4]}, xyxy in input pixels
     */
    public static OnnxValue write(OnnxGraph graph, OnnxValue map, OnnxValue distances, float stride) {
        OnnxValue size = graph.node("Shape", map);
        OnnxValue x = centres(graph, size, COLUMNS, new float[] {stride, 0, stride, 0}, 1, -1, 1);
        OnnxValue y = centres(graph, size, ROWS, new float[] {0, stride, 0, stride}, -1, 1, 1);
        OnnxValue centres = graph.node("Reshape", graph.node("Add", x, y), graph.integers(-1, 4));
        OnnxValue outward = graph.constant("outward/" + stride, FloatTensor.vector(-stride, -stride, stride, stride));
        return graph.node("Add", centres, graph.node("Mul", distances, outward));
    }

    /** Centres along one axis at their places of xyxy, zeros at the others. */
    private static OnnxValue centres(OnnxGraph graph, OnnxValue size, long axis, float[] strides, long... shape) {
        OnnxValue count = graph.node("Gather", size, graph.index(axis));
        OnnxValue cells = graph.node("Range", graph.index(0), count, graph.index(1));
        OnnxValue half = graph.node("Add", graph.cast(cells, ElementType.FLOAT), graph.scalar(0.5f));
        OnnxValue placed = graph.node("Reshape", half, graph.integers(shape));
        return graph.node("Mul", placed, graph.constant("strides", FloatTensor.vector(strides)));
    }
}
