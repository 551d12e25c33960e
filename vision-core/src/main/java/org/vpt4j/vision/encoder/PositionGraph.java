package org.vpt4j.vision.encoder;

import java.util.List;
import java.util.Map;
import org.vpt4j.vision.encoder.EncoderConfig.Position.Resampling;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * {@link PositionEmbedding} in ONNX: resamples a position embedding to a grid whose size is known only at run time.
 *
 * <p>Bicubic interpolation is linear and separable, so that an {@code [h, G]} and a {@code [w, G]} matrix describe it. The
 * distance from new cell i to trained cell c is {@code |(2i+1) G - (2c+1) h| / 2h} trained cells. Both products are whole
 * numbers that float32 holds exactly, so that only the division rounds.
 */
final class PositionGraph {
    private static final int BEYOND = 2; // trained cells outside the grid that the plain kernel reads on each side

    private final OnnxGraph graph;
    private final EncoderConfig config;
    private final int from;

    PositionGraph(OnnxGraph graph, EncoderConfig config) {
        this.graph = graph;
        this.config = config;
        this.from = config.position().grid();
    }

    /**
     * @param grid {@code [G, G*D]}: the trained embedding of the patches
     * @param size {@code [2]}: h and w
     * @return {@code [1, h*w, D]}
     */
    OnnxGraph.Value resampled(OnnxGraph.Value grid, OnnxGraph.Value size) {
        OnnxGraph.Value rows = graph.slice(size, graph.integers(0), graph.integers(1), 0);
        OnnxGraph.Value columns = graph.slice(size, graph.integers(1), graph.integers(2), 0);
        OnnxGraph.Value tall = graph.matmul(axis(rows), grid); // [h, G*D]
        OnnxGraph.Value resized =
                graph.matmul(axis(columns), graph.reshape(tall, -1, from, config.width())); // [h, w, D]
        return graph.reshape(resized, 1, -1, config.width());
    }

    /** {@code [to, G]}: weight of each trained cell for each new one. */
    private OnnxGraph.Value axis(OnnxGraph.Value to) {
        OnnxGraph.Value size = graph.cast(to, OnnxGraph.ElementType.FLOAT);
        OnnxGraph.Value count = graph.node("Squeeze", to, graph.integers(0));
        OnnxGraph.Value indices = graph.cast(graph.arange(count), OnnxGraph.ElementType.FLOAT);
        OnnxGraph.Value odd = graph.add(graph.mul(indices, graph.scalar(2)), graph.scalar(1));
        OnnxGraph.Value centres = graph.unsqueeze(graph.mul(odd, graph.scalar(from)), 1);
        OnnxGraph.Value cells = graph.mul(trainedCells(), size); // [1, cells]
        OnnxGraph.Value distance = graph.node("Abs", graph.sub(centres, cells)); // [to, cells], in 1 / (2 to)
        if (isAntialiased()) {
            OnnxGraph.Value stretched = graph.node("Max", size, graph.scalar(from));
            OnnxGraph.Value cellsAway = inCells(distance, stretched);
            OnnxGraph.Value weights = config.position().resampling() == Resampling.BILINEAR_ANTIALIASED
                    ? graph.node("Relu", graph.sub(graph.scalar(1), cellsAway))
                    : cubic(cellsAway, -0.5f);
            OnnxGraph.Value sums = graph.node("ReduceSum", List.of(weights, graph.integers(1)), Map.of("keepdims", 1));
            return graph.div(weights, sums);
        }
        return graph.matmul(cubic(inCells(distance, size), -0.75f), folding());
    }

    private boolean isAntialiased() {
        return config.position().resampling() != Resampling.BICUBIC;
    }

    /** {@code 2c + 1} for the cells that can matter. */
    private OnnxGraph.Value trainedCells() {
        int beyond = isAntialiased() ? 0 : BEYOND;
        float[] odd = new float[from + 2 * beyond];
        for (int i = 0; i < odd.length; i++) {
            odd[i] = 2 * (i - beyond) + 1;
        }
        return graph.constant("position/cells", new FloatTensor(new long[] {1, odd.length}, odd));
    }

    private OnnxGraph.Value inCells(OnnxGraph.Value distance, OnnxGraph.Value size) {
        return graph.div(distance, graph.mul(size, graph.scalar(2)));
    }

    /** {@code [G + 4, G]}: cells beyond an edge repeat the edge. */
    private OnnxGraph.Value folding() {
        FloatTensor fold = FloatTensor.zeros(from + 2 * BEYOND, from);
        for (int i = 0; i < from + 2 * BEYOND; i++) {
            int cell = Math.min(Math.max(i - BEYOND, 0), from - 1);
            fold.values()[i * from + cell] = 1;
        }
        return graph.constant("position/edges", fold);
    }

    /** Keys's cubic convolution kernel: {@code (a+2)d^3 - (a+3)d^2 + 1} up to 1, {@code a(d^3 - 5d^2 + 8d - 4)} up to 2. */
    private OnnxGraph.Value cubic(OnnxGraph.Value distance, float a) {
        OnnxGraph.Value d = graph.node("Min", distance, graph.scalar(2));
        OnnxGraph.Value near = polynomial(d, a + 2, -(a + 3), 0, 1);
        OnnxGraph.Value far = polynomial(d, a, -5 * a, 8 * a, -4 * a);
        return graph.where(graph.node("Less", d, graph.scalar(1)), near, far);
    }

    /** By Horner's rule, the highest power first. */
    private OnnxGraph.Value polynomial(OnnxGraph.Value x, float... coefficients) {
        OnnxGraph.Value sum = graph.scalar(coefficients[0]);
        for (int i = 1; i < coefficients.length; i++) {
            sum = graph.mul(sum, x);
            if (coefficients[i] != 0) {
                sum = graph.add(sum, graph.scalar(coefficients[i]));
            }
        }
        return sum;
    }
}
