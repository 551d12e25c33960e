package org.vpt4j.detect.head;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.head.ParameterTable.Start;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;

/**
 * Simple feature pyramid (Li et al. 2022, "Exploring plain vision transformer backbones for object detection"): maps of
 * three strides from the single stride of a plain transformer, here from several of its layers.
 *
 * <p>Concatenate {@code k × [B, D, h, w]}, 1×1 convolution to the neck's channels, group norm, SiLU; from there a
 * transposed 2×2 convolution, a 3×3 convolution, and a 3×3 convolution of stride 2, each with group norm and SiLU:
 * {@code [B, C, 2h, 2w]}, {@code [B, C, h, w]}, {@code [B, C, ceil(h/2), ceil(w/2)]}.
 */
public final class SimplePyramid {
    private final ParameterTable parameters;
    private final int groups;

    /**
     * A pyramid of these sizes.
     *
     * @param input total channels of all input maps, k · D
     * @param neck channels after the first convolution
     * @param channels channels C of every level
     * @param groups of the group norms; divides {@code neck} and {@code channels}
     */
    public SimplePyramid(int input, int neck, int channels, int groups) {
        if (neck % groups != 0 || channels % groups != 0) {
            throw new IllegalArgumentException(
                    groups + " groups do not divide a neck of " + neck + " and levels of " + channels + " channels");
        }
        Map<String, Start> starts = new LinkedHashMap<>();
        starts.put("neck.weight", Start.convolution(neck, input, 1));
        ParameterTable.addNorm(starts, "neck.norm", neck);
        // transposed with stride 2: each output cell depends on one input cell
        starts.put("fine.weight", Start.kaiming(new Shape(neck, channels, 2, 2), neck));
        ParameterTable.addNorm(starts, "fine.norm", channels);
        starts.put("middle.weight", Start.convolution(channels, neck, 3));
        ParameterTable.addNorm(starts, "middle.norm", channels);
        starts.put("coarse.weight", Start.convolution(channels, neck, 3));
        ParameterTable.addNorm(starts, "coarse.norm", channels);
        this.parameters = ParameterTable.of(starts);
        this.groups = groups;
    }

    /** Its trainable parameters. */
    public ParameterTable parameters() {
        return parameters;
    }

    /**
     * The pyramid for training; the caller closes it.
     *
     * @param precision of its convolutions
     */
    public PyramidNetwork network(Precision precision) {
        return new PyramidNetwork(groups, precision);
    }

    /**
     * The trained pyramid in ONNX.
     *
     * @param maps {@code [B, D, h, w]} for each chosen encoder layer, normalised
     * @param w has the {@link #parameters}
     * @return three maps, finest first
     */
    public List<OnnxGraph.Value> write(OnnxGraph graph, List<OnnxGraph.Value> maps, OnnxWeights w) {
        OnnxGraph.Value x = maps.size() == 1 ? maps.get(0) : graph.concat(1, maps);
        x = normed(graph, graph.conv2d(x, w, "neck"), w, "neck");
        return List.of(
                normed(graph, graph.convTranspose2d(x, w, "fine", 2), w, "fine"),
                normed(graph, graph.conv2d(x, w, "middle", 1, 1), w, "middle"),
                normed(graph, graph.conv2d(x, w, "coarse", 2, 1), w, "coarse"));
    }

    private OnnxGraph.Value normed(OnnxGraph graph, OnnxGraph.Value x, OnnxWeights w, String name) {
        return graph.silu(graph.groupNorm(x, w, name + ".norm", groups));
    }
}
