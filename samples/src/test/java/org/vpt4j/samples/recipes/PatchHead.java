package org.vpt4j.samples.recipes;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vpt4j.detect.head.CellBoxes;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.head.HeadNetwork;
import org.vpt4j.detect.head.ParameterTable;
import org.vpt4j.detect.head.ParameterTable.Start;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Settings;

/**
 * The smallest head: a linear layer reads every patch; the patch in which an object's centre lies answers for it.
 *
 * <p>Scores {@code [B, N, C]} and boxes {@code [B, N, 4]}, xyxy in input pixels, N patches row by row.
 */
public final class PatchHead implements DetectionHead {
    static final String NAME = "patch";

    private final int classes;
    private final int patch;
    private final ParameterTable parameters;

    PatchHead(int classes, int channels, int patch) {
        this.classes = classes;
        this.patch = patch;
        parameters =
                ParameterTable.of(Map.of("read.weight", Start.uniform(new Shape(classes + 4, channels, 1, 1), 0.01)));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return Settings.NONE;
    }

    @Override
    public Map<String, Shape> shapes() {
        return parameters.shapes();
    }

    @Override
    public Tensors initialise(NDManager owner, long seed) {
        return parameters.initialise(owner, seed);
    }

    @Override
    public boolean decays(String parameter) {
        return parameters.decays(parameter);
    }

    @Override
    public Set<String> classParameters() {
        return Set.of("read.weight"); // its first rows; the last four read the box
    }

    @Override
    public boolean needsSuppression() {
        return true;
    }

    @Override
    public HeadNetwork network(Precision precision) { // so small that float32 costs nothing
        return new PatchNetwork(classes, patch);
    }

    @Override
    public DetectionHead.Candidates write(OnnxGraph graph, List<OnnxGraph.Value> maps, OnnxWeights w) {
        OnnxGraph.Value map = graph.concat(1, maps);
        OnnxGraph.Value read = graph.reshape(graph.conv2d(map, w, "read"), 0, classes + 4, -1);
        List<OnnxGraph.Value> parts = graph.split(graph.transpose(read, 0, 2, 1), 2, classes, 4);
        OnnxGraph.Value scores = graph.sigmoid(graph.sub(parts.get(0), graph.scalar(3)));
        OnnxGraph.Value distances = graph.exp(graph.clamp(parts.get(1), -4, 4));
        return new DetectionHead.Candidates(scores, CellBoxes.write(graph, map, distances, patch));
    }
}
