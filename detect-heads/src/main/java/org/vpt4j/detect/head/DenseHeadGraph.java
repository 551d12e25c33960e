package org.vpt4j.detect.head;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;
import org.vpt4j.vision.onnx.OnnxWeights;

/** {@code dense_head.py} in ONNX, method by method: the towers of a {@link DenseHead}, which the levels share. */
final class DenseHeadGraph {
    private final OnnxGraph graph;
    private final DenseHeadSettings settings;
    private final int patch;

    DenseHeadGraph(OnnxGraph graph, DenseHeadSettings settings, int patch) {
        this.graph = graph;
        this.settings = settings;
        this.patch = patch;
    }

    /** {@code [B, C, h, w] -> [B, h*w, outputs]}. */
    private OnnxValue tower(OnnxValue level, OnnxWeights w, String name) {
        OnnxValue x = level;
        for (int i = 0; i < settings.convolutions(); i++) {
            String layer = name + "." + i;
            x = graph.conv2d(x, w, layer, 1, 1);
            x = graph.silu(graph.groupNorm(x, w, layer + ".norm", settings.groups()));
        }
        OnnxValue out = graph.conv2d(x, w, name + ".out");
        return graph.transpose(graph.reshape(out, 0, w.shape(name + ".out.bias")[0], -1), 0, 2, 1);
    }

    /** Scores and boxes of all levels, {@code [B, C, h, w]} each, finest first. */
    Candidates forward(List<OnnxValue> levels, OnnxWeights w) {
        List<OnnxValue> scores = new ArrayList<>();
        List<OnnxValue> boxes = new ArrayList<>();
        float stride = patch / 2f;
        for (int i = 0; i < levels.size(); i++) {
            OnnxValue level = levels.get(i);
            scores.add(graph.sigmoid(tower(level, w, "class")));
            OnnxValue raw = graph.mul(tower(level, w, "box"), w.element("box.scale", i));
            OnnxValue distances = graph.exp(graph.clamp(raw, -8, 6)); // in strides
            boxes.add(CellBoxes.write(graph, level, distances, stride));
            stride *= 2;
        }
        return new Candidates(graph.concat(1, scores), graph.concat(1, boxes));
    }
}
