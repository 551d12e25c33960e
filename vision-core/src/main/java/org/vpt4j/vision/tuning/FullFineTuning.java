package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.vpt4j.vision.encoder.AdaptationConstants;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.start.Initialization;

/**
 * The expensive baseline: every weight of a copy of the encoder is trained, lower layers more slowly (layer-wise decay
 * of the learning rate, 0.8 a layer).
 *
 * <p>Parameters: all weights under their canonical names, float32 whatever the encoder's precision.
 */
public record FullFineTuning() implements TuningMethod {
    static final String NAME = "full";
    private static final double LAYER_DECAY = 0.8;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of();
    }

    @Override
    public Map<String, Shape> shapes(EncoderConfig config) {
        return EncoderWeights.shapes(config);
    }

    @Override
    public Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization) {
        return Leaves.of(owner, shapes(encoder.config()), encoder::values);
    }

    @Override
    public Tensors weights(NDManager scope, Tensors frozen, Tensors parameters) {
        return parameters;
    }

    @Override
    public boolean sharesEncoder() {
        return false;
    }

    @Override
    public double learningRate() {
        return 1e-4;
    }

    /** {@code 0.8^(L + 1 - id)}: id 0 is the embedding, i + 1 the layer i (from 0), L + 1 the final norm. */
    @Override
    public double learningRateScale(String parameter, EncoderConfig config) {
        int top = config.depth() + 1;
        int id = 0;
        if (parameter.startsWith("norm.")) {
            id = top;
        } else if (parameter.startsWith("layer.")) {
            id = 1 + Integer.parseInt(parameter.substring(6, parameter.indexOf('.', 6)));
        }
        return Math.pow(LAYER_DECAY, top - id);
    }

    /** Matrices decay; biases, norms, scales, position embedding, class and register tokens do not. */
    @Override
    public boolean decays(String parameter) {
        return parameter.endsWith(".weight") && !parameter.contains("norm");
    }

    @Override
    public AdaptationConstants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters) {
        return AdaptationConstants.NONE.withWeights(parameters);
    }

    @Override
    public int lowestLayer(EncoderConfig config) {
        return 1;
    }
}
