package org.vpt4j.vision.encoder;

import java.util.List;
import java.util.Optional;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.tensor.FloatTensor;

/** {@link RotaryPosition} in ONNX, for a grid that may be known only at run time. */
final class RotaryGraph {
    private static final int TOKENS = 2; // axis of [B, heads, T, D/heads]

    private final OnnxGraph graph;
    private final RotaryPosition position;
    private final OnnxGraph.Value minusPatches; // [1]: -N
    private final OnnxGraph.Value cosines; // [N, D/heads]
    private final OnnxGraph.Value sines;

    /** @param size of all images if it is fixed: then the angles are computed now */
    RotaryGraph(PatchGrid grid, EncoderConfig config, Optional<ImageSize> size) {
        this.graph = grid.graph();
        this.position = new RotaryPosition(config);
        if (size.isPresent()) {
            int rows = size.get().height() / config.patch();
            int columns = size.get().width() / config.patch();
            FloatTensor both = position.rotation(rows, columns);
            this.minusPatches = graph.integers(-(long) rows * columns);
            this.cosines = graph.constant("position/cosines", both.at(0));
            this.sines = graph.constant("position/sines", both.at(1));
        } else {
            OnnxGraph.Value angles = graph.in("position", () -> angles(grid));
            this.minusPatches = graph.node("Neg", graph.node("ReduceProd", grid.size()));
            this.cosines = graph.node("Cos", angles);
            this.sines = graph.node("Sin", angles);
        }
    }

    /** {@code [N, D/heads]} */
    private OnnxGraph.Value angles(PatchGrid grid) {
        float[] frequencies = position.frequencies();
        float[] turns = new float[frequencies.length];
        for (int k = 0; k < turns.length; k++) {
            turns[k] = (float) (2 * Math.PI * frequencies[k]);
        }
        OnnxGraph.Value factors =
                graph.constant("position/turns", new FloatTensor(new long[] {1, turns.length}, turns));
        OnnxGraph.Value y = graph.unsqueeze(graph.matmul(coordinates(grid, 0), factors), 1); // [h, 1, d/4]
        OnnxGraph.Value x = graph.unsqueeze(graph.matmul(coordinates(grid, 1), factors), 0); // [1, w, d/4]
        OnnxGraph.Value shape = graph.concat(0, grid.size(), graph.integers(turns.length));
        OnnxGraph.Value half = graph.concat(2, graph.node("Expand", y, shape), graph.node("Expand", x, shape));
        return graph.reshape(graph.concat(2, half, half), -1, 4L * turns.length);
    }

    /** {@code (2i + 1) / n - 1} for each of the n rows or columns, {@code [n, 1]}. */
    private OnnxGraph.Value coordinates(PatchGrid grid, int axis) {
        OnnxGraph.Value count = graph.slice(grid.size(), graph.integers(axis), graph.integers(axis + 1), 0);
        OnnxGraph.Value indices =
                graph.cast(graph.arange(graph.node("Squeeze", count, graph.integers(0))), OnnxGraph.ElementType.FLOAT);
        OnnxGraph.Value odd = graph.add(graph.mul(indices, graph.scalar(2)), graph.scalar(1));
        OnnxGraph.Value within = graph.div(odd, graph.cast(count, OnnxGraph.ElementType.FLOAT));
        return graph.unsqueeze(graph.sub(within, graph.scalar(1)), 1);
    }

    /** Queries or keys {@code [B, heads, T, D/heads]} with those of the patches, the last ones, rotated. */
    OnnxGraph.Value rotated(OnnxGraph.Value x) {
        OnnxGraph.Value others = graph.slice(x, graph.integers(0), minusPatches, TOKENS);
        OnnxGraph.Value patches = graph.slice(x, minusPatches, graph.integers(Integer.MAX_VALUE), TOKENS);
        List<OnnxGraph.Value> halves = graph.chunk(patches, 2, 3);
        OnnxGraph.Value turned = graph.concat(3, graph.node("Neg", halves.get(1)), halves.get(0));
        OnnxGraph.Value rotated = graph.add(graph.mul(patches, cosines), graph.mul(turned, sines));
        return graph.concat(TOKENS, others, rotated);
    }
}
