package org.vpt4j.detect.head;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;

/** {@code zero_shot.py} in ONNX, method by method. */
final class ZeroShotGraph {
    private static final float NOTHING = -1e9f;
    private static final int LEVELS = 8;
    private static final int TURNS = 4;

    private final OnnxGraph graph;
    private final int patch;
    private final int finer;

    ZeroShotGraph(OnnxGraph graph, int patch, int finer) {
        this.graph = graph;
        this.patch = patch;
        this.finer = finer;
    }

    /** The value that is a number of cells further to the right (axis 0) or below (axis 1). */
    private OnnxGraph.Value shifted(OnnxGraph.Value x, int axis, int by) {
        int before = Math.max(-by, 0);
        int after = Math.max(by, 0);
        OnnxGraph.Value pads = axis == 0
                ? graph.integers(0, 0, 0, before, 0, 0, 0, after)
                : graph.integers(0, 0, before, 0, 0, 0, after, 0);
        OnnxGraph.Value larger = graph.node("Pad", x, pads, graph.scalar(NOTHING));
        OnnxGraph.Value end = graph.integers(before > 0 ? -before : Long.MAX_VALUE);
        return graph.slice(larger, graph.integers(after), end, axis == 0 ? 3 : 2);
    }

    private OnnxGraph.Value spread(OnnxGraph.Value start, OnnxGraph.Value label) {
        List<OnnxGraph.Value> links = new ArrayList<>();
        for (int axis = 0; axis < 2; axis++) {
            OnnxGraph.Value same = graph.node("Equal", label, shifted(label, axis, 1));
            OnnxGraph.Value link = graph.where(same, graph.scalar(0), graph.scalar(NOTHING));
            for (int level = 0; level < LEVELS; level++) {
                links.add(link);
                link = graph.node("Max", graph.add(link, shifted(link, axis, 1 << level)), graph.scalar(NOTHING));
            }
        }
        OnnxGraph.Value x = start;
        for (int turn = 0; turn < TURNS; turn++) {
            for (int i = 0; i < links.size(); i++) {
                int axis = i / LEVELS;
                int by = 1 << (i % LEVELS);
                x = graph.node("Max", x, graph.add(shifted(x, axis, by), links.get(i)));
                x = graph.node("Max", x, shifted(graph.add(x, links.get(i)), axis, -by));
            }
        }
        return x;
    }

    /** {@code [1, 1, ..]}: the numbers from 0 along an axis of x, float32. */
    private OnnxGraph.Value count(OnnxGraph.Value x, int axis) {
        OnnxGraph.Value end = graph.node("Squeeze", graph.shape(x, axis, axis + 1), graph.integers(0));
        OnnxGraph.Value numbers = graph.cast(graph.arange(end), OnnxGraph.ElementType.FLOAT);
        return axis == 3 ? graph.unsqueeze(numbers, 0, 1, 2) : graph.unsqueeze(numbers, 0, 1, 3);
    }

    /** {@code [B, k, h, w] -> [B, h * w, k]}. */
    private OnnxGraph.Value listed(OnnxGraph.Value x) {
        OnnxGraph.Value last = graph.transpose(x, 0, 2, 3, 1);
        OnnxGraph.Value shape = graph.concat(0, graph.integers(0, -1), graph.shape(x, 1, 2));
        return graph.node("Reshape", last, shape);
    }

    /**
     * Scores and boxes of all cells of the finer grid.
     *
     * @param e embedded patches {@code [B, E, h, w]}
     * @param texts class embeddings {@code [C, E]} or {@code [B, C, E]}
     * @param classes number C of classes
     * @param w has {@code background} and {@code scale}
     */
    DetectionHead.Candidates forward(OnnxGraph.Value e, OnnxGraph.Value texts, int classes, OnnxWeights w) {
        OnnxGraph.Value cosines = graph.concat(
                1,
                PatchWordsGraph.cosines(graph, texts, e),
                PatchWordsGraph.cosines(graph, w.constant(WordSettings.BACKGROUND), e));
        OnnxGraph.Value logits = graph.mul(cosines, w.constant("scale"));
        OnnxGraph.Value sizes = graph.mul(graph.shape(e, 2, 4), graph.integers(finer));
        OnnxGraph.Value target = graph.concat(0, graph.shape(logits, 0, 2), sizes);
        OnnxGraph.Value none = graph.vector();
        OnnxGraph.Value fine = graph.node(
                "Resize",
                List.of(logits, none, none, target),
                Map.of("mode", "linear", "coordinate_transformation_mode", "half_pixel"));
        OnnxGraph.Value best = graph.cast(
                graph.node("ArgMax", List.of(fine), Map.of("axis", 1, "keepdims", 1)), OnnxGraph.ElementType.FLOAT);
        OnnxGraph.Value label = graph.node("Min", best, graph.scalar(classes));
        OnnxGraph.Value isObject =
                graph.cast(graph.node("Less", label, graph.scalar(classes)), OnnxGraph.ElementType.FLOAT);
        OnnxGraph.Value chances = graph.node("Softmax", List.of(fine), Map.of("axis", 1));
        OnnxGraph.Value chance = graph.mul(
                graph.node("ReduceMax", List.of(chances), Map.of("axes", new long[] {1}, "keepdims", 1)), isObject);
        OnnxGraph.Value zero = graph.mul(label, graph.scalar(0));
        OnnxGraph.Value x = graph.add(zero, count(label, 3));
        OnnxGraph.Value y = graph.add(zero, count(label, 2));
        OnnxGraph.Value columns = graph.cast(graph.shape(label, 3, 4), OnnxGraph.ElementType.FLOAT);
        OnnxGraph.Value index = graph.add(graph.mul(y, columns), x);
        OnnxGraph.Value near = graph.node(
                "AveragePool",
                List.of(chance),
                Map.of(
                        "kernel_shape", new long[] {3, 3},
                        "pads", new long[] {1, 1, 1, 1},
                        "count_include_pad", 1));
        OnnxGraph.Value one = graph.scalar(1);
        OnnxGraph.Value known = graph.concat(
                1, graph.node("Neg", x), graph.node("Neg", y), graph.add(x, one), graph.add(y, one), index, near);
        List<OnnxGraph.Value> found = graph.split(spread(known, label), 1, 2, 2, 1, 1);
        OnnxGraph.Value first = graph.cast(graph.node("Equal", found.get(2), index), OnnxGraph.ElementType.FLOAT);
        float[] numbers = new float[classes];
        for (int i = 0; i < classes; i++) {
            numbers[i] = i;
        }
        OnnxGraph.Value own = graph.cast(
                graph.node("Equal", label, graph.reshape(graph.vector(numbers), 1, classes, 1, 1)),
                OnnxGraph.ElementType.FLOAT);
        OnnxGraph.Value score = graph.mul(graph.mul(found.get(3), first), own);
        OnnxGraph.Value box = graph.mul(
                graph.concat(1, graph.node("Neg", found.get(0)), found.get(1)), graph.scalar((float) patch / finer));
        return new DetectionHead.Candidates(listed(score), listed(box));
    }
}
