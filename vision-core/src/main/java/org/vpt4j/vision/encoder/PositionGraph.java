package org.vpt4j.vision.encoder;

import java.util.List;
import java.util.Map;
import org.vpt4j.vision.onnx.ElementType;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Resamples the grid of a position embedding inside of a graph, to a size that is known only when it runs: the same as
 * {@link org.vpt4j.vision.encoder.PositionEmbedding} does.
 *
 * <p>Bicubic interpolation is linear and works along one axis at a time: {@code [h, G]} and {@code [w, G]} matrices tell
 * all of it. New cell i lies {@code |(2i+1) G - (2c+1) h| / 2h} old cells away from the old cell c. Both products are
 * whole numbers that float32 holds exactly, so that only the division rounds.
 */
final class PositionGraph {
    private static final int BEYOND = 2; // old cells on each side of the grid that the plain kernel looks at

    private final OnnxGraph graph;
    private final int from;
    private final boolean antialiased;

    PositionGraph(OnnxGraph graph, EncoderConfig config) {
        this.graph = graph;
        this.from = config.pretrainedGrid();
        this.antialiased = config.antialiased();
    }

    /**
     * @param grid {@code [G, G*D]}: the trained embedding of the patches
     * @param rows {@code [1]}, h
     * @param columns {@code [1]}, w
     * @param width D
     * @return {@code [1, h*w, D]}
     */
    OnnxValue resampled(OnnxValue grid, OnnxValue rows, OnnxValue columns, int width) {
        OnnxValue tall = graph.node("MatMul", axis(rows), grid); // [h, G*D]
        OnnxValue cells = graph.node("Reshape", tall, graph.integers(-1, from, width));
        OnnxValue resized = graph.node("MatMul", axis(columns), cells); // [h, w, D]
        return graph.node("Reshape", resized, graph.integers(1, -1, width));
    }

    /** {@code [to, G]}: how much each of the trained cells adds to each of the new ones. */
    private OnnxValue axis(OnnxValue to) {
        OnnxValue size = graph.cast(to, ElementType.FLOAT);
        OnnxValue count = graph.node("Squeeze", to, graph.integers(0));
        OnnxValue indices = graph.cast(graph.node("Range", graph.index(0), count, graph.index(1)), ElementType.FLOAT);
        OnnxValue odd = graph.node("Add", graph.node("Mul", indices, graph.scalar(2)), graph.scalar(1));
        OnnxValue centres = graph.node("Unsqueeze", graph.node("Mul", odd, graph.scalar(from)), graph.integers(1));
        OnnxValue cells = graph.node("Mul", oldCells(), size); // [1, cells]
        OnnxValue distance = graph.node("Abs", graph.node("Sub", centres, cells)); // [to, cells], in 1 / (2 to)
        if (antialiased) {
            OnnxValue stretched = graph.node("Max", size, graph.scalar(from));
            OnnxValue weights = cubic(inCells(distance, stretched), -0.5f);
            OnnxValue sums = graph.node("ReduceSum", List.of(weights, graph.integers(1)), Map.of("keepdims", 1));
            return graph.node("Div", weights, sums);
        }
        return graph.node("MatMul", cubic(inCells(distance, size), -0.75f), folding());
    }

    /** {@code 2c + 1} for the cells that can matter. */
    private OnnxValue oldCells() {
        int beyond = antialiased ? 0 : BEYOND;
        float[] odd = new float[from + 2 * beyond];
        for (int i = 0; i < odd.length; i++) {
            odd[i] = 2 * (i - beyond) + 1;
        }
        return graph.constant("position/cells", new FloatTensor(new long[] {1, odd.length}, odd));
    }

    private OnnxValue inCells(OnnxValue distance, OnnxValue size) {
        return graph.node("Div", distance, graph.node("Mul", size, graph.scalar(2)));
    }

    /** {@code [G + 4, G]}: cells beyond an edge are the edge's. */
    private OnnxValue folding() {
        FloatTensor fold = FloatTensor.zeros(from + 2 * BEYOND, from);
        for (int i = 0; i < from + 2 * BEYOND; i++) {
            int cell = Math.min(Math.max(i - BEYOND, 0), from - 1);
            fold.values()[i * from + cell] = 1;
        }
        return graph.constant("position/edges", fold);
    }

    /** Keys's cubic convolution kernel: {@code (a+2)d^3 - (a+3)d^2 + 1} up to 1, {@code a(d^3 - 5d^2 + 8d - 4)} up to 2. */
    private OnnxValue cubic(OnnxValue distance, float a) {
        OnnxValue d = graph.node("Min", distance, graph.scalar(2));
        OnnxValue near = polynomial(d, a + 2, -(a + 3), 0, 1);
        OnnxValue far = polynomial(d, a, -5 * a, 8 * a, -4 * a);
        return graph.node("Where", graph.node("Less", d, graph.scalar(1)), near, far);
    }

    /** By Horner's rule, the highest power first. */
    private OnnxValue polynomial(OnnxValue x, float... coefficients) {
        OnnxValue sum = graph.scalar(coefficients[0]);
        for (int i = 1; i < coefficients.length; i++) {
            sum = graph.node("Mul", sum, x);
            if (coefficients[i] != 0) {
                sum = graph.node("Add", sum, graph.scalar(coefficients[i]));
            }
        }
        return sum;
    }
}
