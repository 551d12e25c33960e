package org.vpt4j.vision.tuning;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.vpt4j.vision.encoder.PatchGrid;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.tuning.BranchTuning.TrainedBranch;

/**
 * Mona's multi-cognitive visual adapter (Yin et al. 2025, section 3.2): a scaled norm, projection to r channels, the
 * mean of depth-wise convolutions over 3, 5 and 7 patches, a 1x1 convolution, GELU, and projection back. Class,
 * register and prompt tokens, which the paper's Swin transformers lack, bypass it.
 *
 * <p>The published norm's own weight and bias are omitted: its factor {@code norm} and the bias of down do the same.
 *
 * @param width r
 */
record MultiCognitive(Place place, int width) implements TrainedBranch {
    private static final List<Integer> KERNELS = List.of(3, 5, 7);
    private static final float EPSILON = 1e-5f;

    @Override
    public Map<String, Shape> shapes(int d) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("norm", new Shape(d));
        shapes.put("plain", new Shape(d));
        shapes.put("down.weight", new Shape(width, d));
        shapes.put("down.bias", new Shape(width));
        for (int kernel : KERNELS) {
            shapes.put("conv" + kernel + ".weight", new Shape(width, 1, kernel, kernel));
            shapes.put("conv" + kernel + ".bias", new Shape(width));
        }
        shapes.put("mix.weight", new Shape(width, width, 1, 1));
        shapes.put("mix.bias", new Shape(width));
        shapes.put("up.weight", new Shape(d, width));
        shapes.put("up.bias", new Shape(d));
        return shapes;
    }

    /** The norm's contribution starts close to zero, as published. */
    @Override
    public float[] start(String parameter, Shape shape, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(shape.size())];
        if (parameter.equals("norm")) {
            Arrays.fill(values, 1e-6f);
        } else if (parameter.equals("plain")) {
            Arrays.fill(values, 1);
        } else if (parameter.endsWith(".weight") && !parameter.startsWith("up")) {
            return Initialization.kaiming(shape, random);
        }
        return values;
    }

    @Override
    public Script.Source source() {
        return new Script.Source(MultiCognitive.class, "multi_cognitive.py");
    }

    @Override
    public OnnxGraph.Value write(OnnxGraph graph, OnnxGraph.Value x, OnnxWeights w, PatchGrid grid) {
        OnnxGraph.Value normed = graph.layerNorm(x, w, "norm", "", EPSILON);
        OnnxGraph.Value both = graph.add(normed, graph.mul(x, w.constant("plain")));
        OnnxGraph.Value m = grid.map(graph.linear(both, w, "down"));
        OnnxGraph.Value sum = graph.conv2d(m, w, "conv3", 1, 1, width);
        sum = graph.add(sum, graph.conv2d(m, w, "conv5", 1, 2, width));
        sum = graph.add(sum, graph.conv2d(m, w, "conv7", 1, 3, width));
        m = graph.add(graph.div(sum, graph.scalar(3)), m);
        m = graph.gelu(graph.add(graph.conv2d(m, w, "mix"), m));
        OnnxGraph.Value up = graph.linear(graph.transpose(graph.reshape(m, 0, 0, -1), 0, 2, 1), w, "up");
        return grid.padded(up, x);
    }
}
