package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * A method that trains copies of some encoder weights, under their canonical names, in float32 whatever the encoder's
 * precision. The encoder itself is unchanged; the task cannot share an encoder with others.
 */
interface CopiedWeights extends TuningMethod {

    /** Whether this weight is trained. */
    boolean trains(String weight, EncoderConfig config);

    @Override
    default Map<String, Shape> shapes(EncoderConfig config) {
        Map<String, Shape> chosen = new LinkedHashMap<>(EncoderWeights.shapes(config));
        chosen.keySet().removeIf(weight -> !trains(weight, config));
        return chosen;
    }

    @Override
    default Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization) {
        return Leaves.of(owner, shapes(encoder.config()), encoder::values);
    }

    @Override
    default Tensors weights(NDManager scope, Tensors frozen, Tensors parameters) {
        return frozen.with(parameters);
    }

    @Override
    default Adaptation.Constants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters) {
        return Adaptation.Constants.NONE.withWeights(parameters);
    }

    @Override
    default boolean sharesEncoder() {
        return false;
    }

    @Override
    default Set<String> changedWeights(EncoderConfig config) {
        return shapes(config).keySet();
    }

    /** Decay applies to matrices, not to biases, norms, scales, position embedding, class and register tokens. */
    @Override
    default boolean decays(String parameter) {
        return parameter.endsWith(".weight") && !parameter.contains("norm");
    }
}
