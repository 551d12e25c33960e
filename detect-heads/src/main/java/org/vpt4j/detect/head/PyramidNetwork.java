package org.vpt4j.detect.head;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/** A {@link SimplePyramid} in training. Owns native memory: close it. */
final class PyramidNetwork implements AutoCloseable {
    private final Script script;

    /** Compiles the pyramid. */
    PyramidNetwork(SimplePyramid.Sizes sizes, Precision precision) {
        script = Script.load(
                SimplePyramid.class,
                "simple_pyramid.py",
                Map.of("groups", sizes.groups(), "stride", sizes.imageStride(), "type", precision.torch()));
    }

    /**
     * Builds the levels.
     *
     * @param scope owner of the results
     * @param maps as for {@link SimplePyramid#write}, in any float type
     * @param weights arrays as named by {@link SimplePyramid#parameters}
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
