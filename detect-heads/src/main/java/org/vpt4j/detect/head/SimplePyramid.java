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
 *
 * <p>If it also reads the image, two convolutions turn its pixels into a map of the finest stride, which adds detail there and in
 * the neck: what is smaller than a patch, and where exactly edges are. (The spatial prior of Chen et al. 2023, "Vision
 * transformer adapter for dense predictions", at one stride.)
 */
public final class SimplePyramid {
    private static final String IMAGE = "image";
    private static final String DETAIL = "detail";
    private static final String NECK_DETAIL = "neck_detail";
    private static final String FINE_DETAIL = "fine_detail";
    private static final int OVERLAP = 2; // pixels on each side

    private final ParameterTable parameters;
    private final Sizes sizes;

    /**
     * What a pyramid consists of.
     *
     * @param input total channels of all layers' maps, k · D
     * @param neck channels after the first convolution
     * @param channels channels C of every level
     * @param groups of the group norms; divides {@code neck} and {@code channels}
     * @param imageStride pixels between two cells of the finest level, half a patch, if the first map is the image; else 0
     */
    public record Sizes(int input, int neck, int channels, int groups, int imageStride) {
        /** @throws IllegalArgumentException if the groups are no divisor */
        public Sizes {
            if (neck % groups != 0 || channels % groups != 0) {
                throw new IllegalArgumentException(groups + " groups do not divide a neck of " + neck
                        + " and levels of " + channels + " channels");
            }
        }

        boolean hasImage() {
            return imageStride > 0;
        }
    }

    /** A pyramid of these sizes. */
    public SimplePyramid(Sizes sizes) {
        this.sizes = sizes;
        int neck = sizes.neck();
        int channels = sizes.channels();
        Map<String, Start> starts = new LinkedHashMap<>();
        if (sizes.hasImage()) {
            starts.put(IMAGE + ".weight", Start.convolution(channels, 3, sizes.imageStride() + 2 * OVERLAP));
            ParameterTable.addNorm(starts, IMAGE + ".norm", channels);
            starts.put(DETAIL + ".weight", Start.convolution(channels, channels, 3));
            ParameterTable.addNorm(starts, DETAIL + ".norm", channels);
            starts.put(NECK_DETAIL + ".weight", Start.convolution(neck, channels, 2));
            starts.put(FINE_DETAIL + ".weight", Start.convolution(channels, channels, 3));
        }
        starts.put("neck.weight", Start.convolution(neck, sizes.input(), 1));
        ParameterTable.addNorm(starts, "neck.norm", neck);
        // transposed with stride 2: each output cell depends on one input cell
        starts.put("fine.weight", Start.kaiming(new Shape(neck, channels, 2, 2), neck));
        ParameterTable.addNorm(starts, "fine.norm", channels);
        starts.put("middle.weight", Start.convolution(channels, neck, 3));
        ParameterTable.addNorm(starts, "middle.norm", channels);
        starts.put("coarse.weight", Start.convolution(channels, neck, 3));
        ParameterTable.addNorm(starts, "coarse.norm", channels);
        this.parameters = ParameterTable.of(starts);
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
        return new PyramidNetwork(sizes, precision);
    }

    /**
     * The trained pyramid in ONNX.
     *
     * @param maps the image {@code [B, 3, H, W]}, if it reads it, and {@code [B, D, h, w]} for each chosen encoder layer,
     *     normalised
     * @param w has the {@link #parameters}
     * @return three maps, finest first
     */
    public List<OnnxGraph.Value> write(OnnxGraph graph, List<OnnxGraph.Value> maps, OnnxWeights w) {
        if (!sizes.hasImage()) {
            OnnxGraph.Value x = normed(graph, graph.conv2d(joined(graph, maps), w, "neck"), w, "neck");
            return levels(graph, x, graph.convTranspose2d(x, w, "fine", 2), w);
        }
        OnnxGraph.Value detail = graph.conv2d(maps.get(0), w, IMAGE, sizes.imageStride(), OVERLAP);
        detail = normed(graph, graph.conv2d(normed(graph, detail, w, IMAGE), w, DETAIL, 1, 1), w, DETAIL);
        OnnxGraph.Value seen = graph.conv2d(joined(graph, maps.subList(1, maps.size())), w, "neck");
        OnnxGraph.Value x = normed(graph, graph.add(seen, graph.conv2d(detail, w, NECK_DETAIL, 2, 0)), w, "neck");
        OnnxGraph.Value fine = graph.convTranspose2d(x, w, "fine", 2);
        return levels(graph, x, graph.add(fine, graph.conv2d(detail, w, FINE_DETAIL, 1, 1)), w);
    }

    private List<OnnxGraph.Value> levels(OnnxGraph graph, OnnxGraph.Value neck, OnnxGraph.Value fine, OnnxWeights w) {
        return List.of(
                normed(graph, fine, w, "fine"),
                normed(graph, graph.conv2d(neck, w, "middle", 1, 1), w, "middle"),
                normed(graph, graph.conv2d(neck, w, "coarse", 2, 1), w, "coarse"));
    }

    private static OnnxGraph.Value joined(OnnxGraph graph, List<OnnxGraph.Value> maps) {
        return maps.size() == 1 ? maps.get(0) : graph.concat(1, maps);
    }

    private OnnxGraph.Value normed(OnnxGraph graph, OnnxGraph.Value x, OnnxWeights w, String name) {
        return graph.silu(graph.groupNorm(x, w, name + ".norm", sizes.groups()));
    }
}
