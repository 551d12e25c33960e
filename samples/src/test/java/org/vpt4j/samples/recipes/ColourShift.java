package org.vpt4j.samples.recipes;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.Initialization;
import org.vpt4j.vision.tuning.Leaves;
import org.vpt4j.vision.tuning.TuningMethod;

/** The smallest pixel prompt: one learned value is added to each colour channel. Parameters: {@code shift [1, 3, 1, 1]}. */
public record ColourShift() implements TuningMethod {
    static final String NAME = "colour-shift";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return Settings.NONE;
    }

    @Override
    public Map<String, Shape> shapes(EncoderConfig config) {
        return Map.of("shift", new Shape(1, 3, 1, 1));
    }

    @Override
    public Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization) {
        return Leaves.of(owner, shapes(encoder.config()), name -> new float[3]);
    }

    @Override
    public NDArray pixels(NDManager scope, NDArray pixels, Tensors parameters) {
        NDArray shifted = pixels.add(parameters.get("shift"));
        shifted.attach(scope);
        return shifted;
    }

    @Override
    public Adaptation.Constants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters) {
        return Adaptation.Constants.NONE.withPixels(
                new FloatTensor(new long[] {3, 1, 1}, parameters.get("shift").values()));
    }

    @Override
    public int lowestLayer(EncoderConfig config) {
        return 1;
    }
}
