package org.vpt4j.detect.head;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;
import org.vpt4j.vision.tensor.FloatTensor;

/** The towers of a {@link DenseHead} inside of an ONNX graph, over the levels of its pyramid; they share their weights. */
final class DenseHeadGraph {
    private final OnnxGraph graph;
    private final Map<String, FloatTensor> values;
    private final Tower classes;
    private final Tower box;

    /** Convolutions of 3×3, each with its norm, and the last one of 1×1. */
    private record Tower(
            List<OnnxValue> kernels, List<GroupNorm> norms, OnnxValue kernel, OnnxValue bias, int outputs) {}

    DenseHeadGraph(OnnxGraph graph, DenseHeadSettings settings, Map<String, FloatTensor> values) {
        this.graph = graph;
        this.values = values;
        classes = tower("class", settings);
        box = tower("box", settings);
    }

    private Tower tower(String name, DenseHeadSettings settings) {
        List<OnnxValue> kernels = new ArrayList<>();
        List<GroupNorm> norms = new ArrayList<>();
        for (int i = 0; i < settings.convolutions(); i++) {
            String layer = name + "." + i;
            kernels.add(graph.weight(layer + ".weight", values.get(layer + ".weight")));
            norms.add(GroupNorm.of(graph, values, layer + ".norm", settings.groups()));
        }
        FloatTensor bias = values.get(name + ".out.bias");
        return new Tower(
                kernels,
                norms,
                graph.weight(name + ".out.weight", values.get(name + ".out.weight")),
                graph.constant(name + ".out.bias", bias),
                bias.size());
    }

    /** Scores and boxes of all levels, finest first. */
    Candidates write(List<OnnxValue> levels, int patch) {
        List<OnnxValue> scores = new ArrayList<>();
        List<OnnxValue> boxes = new ArrayList<>();
        float stride = patch / 2f;
        for (int i = 0; i < levels.size(); i++) {
            OnnxValue level = levels.get(i);
            scores.add(graph.node("Sigmoid", run(classes, level)));
            // no scalar of the graph, which would be another graph for every task
            FloatTensor scale = FloatTensor.vector(values.get("box.scale").values()[i]);
            OnnxValue raw = graph.node("Mul", run(box, level), graph.constant("box.scale." + i, scale));
            OnnxValue bounded = graph.node("Clip", raw, graph.scalar(-8), graph.scalar(6));
            boxes.add(CellBoxes.write(graph, level, graph.node("Exp", bounded), stride));
            stride *= 2;
        }
        return new Candidates(
                graph.node("Concat", scores, Map.of("axis", 1)), graph.node("Concat", boxes, Map.of("axis", 1)));
    }

    /** {@code [B, C, h, w] -> [B, h·w, outputs]} */
    private OnnxValue run(Tower tower, OnnxValue level) {
        OnnxValue x = level;
        for (int i = 0; i < tower.kernels().size(); i++) {
            Map<String, ?> around = Map.of("pads", new long[] {1, 1, 1, 1});
            x = graph.node("Conv", List.of(x, tower.kernels().get(i)), around);
            x = tower.norms().get(i).silu(graph, x);
        }
        OnnxValue out = graph.node("Conv", x, tower.kernel(), tower.bias());
        OnnxValue flat = graph.node("Reshape", out, graph.integers(0, tower.outputs(), -1));
        return graph.node("Transpose", List.of(flat), Map.of("perm", new long[] {0, 2, 1}));
    }
}
