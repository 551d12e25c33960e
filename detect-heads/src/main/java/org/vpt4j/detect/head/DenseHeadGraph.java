package org.vpt4j.detect.head;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.vision.onnx.OnnxGraph;
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
    private OnnxGraph.Value tower(OnnxGraph.Value level, OnnxWeights w, String name) {
        OnnxGraph.Value x = level;
        for (int i = 0; i < settings.convolutions(); i++) {
            String layer = name + "." + i;
            x = graph.conv2d(x, w, layer, 1, 1);
            x = graph.silu(graph.groupNorm(x, w, layer + ".norm", settings.groups()));
        }
        OnnxGraph.Value out = graph.conv2d(x, w, name + ".out");
        return graph.transpose(graph.reshape(out, 0, w.shape(name + ".out.bias")[0], -1), 0, 2, 1);
    }

    /**
     * What the towers give at all locations.
     *
     * @param logits {@code [B, N, C]}
     * @param boxes {@code [B, N, 4]}, xyxy in input pixels
     */
    record Outputs(OnnxGraph.Value logits, OnnxGraph.Value boxes) {}

    /** The outputs on all levels, {@code [B, C, h, w]} each, finest first. */
    Outputs forward(List<OnnxGraph.Value> levels, OnnxWeights w) {
        List<OnnxGraph.Value> logits = new ArrayList<>();
        List<OnnxGraph.Value> boxes = new ArrayList<>();
        float stride = patch / 2f;
        for (int i = 0; i < levels.size(); i++) {
            OnnxGraph.Value level = levels.get(i);
            logits.add(tower(level, w, "class"));
            OnnxGraph.Value raw = graph.mul(tower(level, w, "box"), w.element("box.scale", i));
            OnnxGraph.Value distances = graph.exp(graph.clamp(raw, -8, 6)); // in strides
            boxes.add(CellBoxes.write(graph, level, distances, stride));
            stride *= 2;
        }
        return new Outputs(graph.concat(1, logits), graph.concat(1, boxes));
    }
}
