package org.vpt4j.detect.pyramid;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vpt4j.detect.parameters.ParameterTable;
import org.vpt4j.detect.parameters.Start;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * Simple feature pyramid (Li et al. 2022, "Exploring plain vision transformer backbones for object detection"): maps of
 * three strides from the single stride of a plain transformer, here from several of its layers at once.
 *
 * <p>Concatenate {@code k × [B, D, h, w]}, 1×1 convolution to the neck's channels, group norm, SiLU; from there a
 * transposed 2×2 convolution, a 3×3 convolution, and a 3×3 convolution of stride 2, each with group norm and SiLU:
 * {@code [B, C, 2h, 2w]}, {@code [B, C, h, w]}, {@code [B, C, ceil(h/2), ceil(w/2)]}. Owns native memory: close it.
 */
public final class SimplePyramid implements AutoCloseable {
    private final ParameterTable parameters;
    private final Script script;

    /**
     * Compiles the pyramid.
     *
     * @param input channels of all maps together, k · D
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
        // transposed with stride 2: every output cell is summed from one input cell
        starts.put("fine.weight", Start.kaiming(new Shape(neck, channels, 2, 2), neck));
        ParameterTable.addNorm(starts, "fine.norm", channels);
        starts.put("middle.weight", Start.convolution(channels, neck, 3));
        ParameterTable.addNorm(starts, "middle.norm", channels);
        starts.put("coarse.weight", Start.convolution(channels, neck, 3));
        ParameterTable.addNorm(starts, "coarse.norm", channels);
        this.parameters = ParameterTable.of(starts);
        this.script = Script.load(SimplePyramid.class, "simple_pyramid.py", Map.of("groups", groups));
    }

    public ParameterTable parameters() {
        return parameters;
    }

    /**
     * Builds the levels.
     *
     * @param scope owner of the results
     * @param maps {@code [B, D, h, w]} for each chosen encoder layer, normalised, in any float type
     * @param weights arrays as named by {@link #parameters}
     * @param gradients whether autograd records
     * @return three maps, finest first, float32
     */
    public NDList forward(NDManager scope, NDList maps, Tensors weights, boolean gradients) {
        NDList inputs = Tensors.asList("maps", maps);
        inputs.addAll(weights.asDictionary("w"));
        return script.call(scope, inputs, gradients);
    }

    @Override
    public void close() {
        script.close();
    }
}
