package org.vpt4j.detect.head;

import org.vpt4j.vision.onnx.OnnxGraph;

/**
 * Boxes around the cells of a feature map in an ONNX graph: cell (row, column) of a map of stride s has its centre at
 * ((column + .5) s, (row + .5) s), as in {@link Locations}; the map's size is read at run time.
 */
public final class CellBoxes {
    private static final long ROWS = 2; // axes of a map [B, C, h, w]
    private static final long COLUMNS = 3;

    private CellBoxes() {}

    /**
     * Adds the boxes.
     *
     * @param map {@code [B, C, h, w]}: only its size is used
     * @param distances {@code [B, h·w, 4]} from a cell's centre to the left, top, right and bottom edge, in strides
     * @param stride side of a cell in input pixels
     * @return {@code [B, h·w, 4]}, xyxy in input pixels
     */
    public static OnnxGraph.Value write(OnnxGraph graph, OnnxGraph.Value map, OnnxGraph.Value distances, float stride) {
        OnnxGraph.Value size = graph.shape(map);
        OnnxGraph.Value x = centres(graph, size, COLUMNS, new float[] {stride, 0, stride, 0}, 1, -1, 1);
        OnnxGraph.Value y = centres(graph, size, ROWS, new float[] {0, stride, 0, stride}, -1, 1, 1);
        OnnxGraph.Value centres = graph.reshape(graph.add(x, y), -1, 4);
        OnnxGraph.Value outward = graph.vector(-stride, -stride, stride, stride);
        return graph.add(centres, graph.mul(distances, outward));
    }

    /** Centres along one axis in their xyxy columns, zeros in the others. */
    private static OnnxGraph.Value centres(
            OnnxGraph graph, OnnxGraph.Value size, long axis, float[] strides, long... shape) {
        OnnxGraph.Value cells = graph.arange(graph.gather(size, 0, graph.index(axis)));
        OnnxGraph.Value half = graph.add(graph.cast(cells, OnnxGraph.ElementType.FLOAT), graph.scalar(0.5f));
        return graph.mul(graph.reshape(half, shape), graph.vector(strides));
    }
}
