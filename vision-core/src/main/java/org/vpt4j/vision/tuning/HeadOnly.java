package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;

/** The baseline without tuning: the head is trained on the published encoder's features. No parameters. */
record HeadOnly() implements TuningMethod {
    static final String NAME = "head-only";

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER =
            new MethodDefinition(NAME, "nothing but the head", List.of(), s -> new HeadOnly());

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
        return Map.of();
    }

    @Override
    public Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization) {
        return Tensors.empty();
    }

    @Override
    public Adaptation.Constants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters) {
        return Adaptation.Constants.NONE;
    }

    @Override
    public int lowestLayer(EncoderConfig config) {
        return config.depth() + 1;
    }
}
