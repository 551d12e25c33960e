package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.encoder.AdaptationConstants;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.start.Initialization;

/**
 * VPT-shallow (Jia et al. 2022, section 3.2): prompt tokens stand between the class token and the patches before the
 * first layer, and go through all of them like any token.
 *
 * <p>Parameters: {@code prompt [P, D]}.
 *
 * @param tokens P, 1 to 1000
 */
public record ShallowPrompt(int tokens) implements TuningMethod {
    static final String NAME = "vpt-shallow";
    private static final String PROMPT = "prompt";

    /** @throws org.vpt4j.vision.error.ConfigException if {@code tokens} is out of range */
    public ShallowPrompt {
        PromptLength.check(tokens);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("tokens", String.valueOf(tokens));
    }

    @Override
    public Map<String, Shape> shapes(EncoderConfig config) {
        return Map.of(PROMPT, new Shape(tokens, config.width()));
    }

    @Override
    public Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization) {
        EncoderConfig config = encoder.config();
        return Leaves.of(owner, shapes(config), name -> initialization.tokens(config, 1, tokens));
    }

    @Override
    public List<Integer> promptLayers(EncoderConfig config) {
        return List.of(1);
    }

    @Override
    public Optional<NDArray> tokens(NDManager scope, Tensors parameters) {
        return Optional.of(parameters.get(PROMPT));
    }

    @Override
    public AdaptationConstants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters) {
        return AdaptationConstants.NONE.withTokens(parameters.get(PROMPT));
    }

    @Override
    public int lowestLayer(EncoderConfig config) {
        return 1;
    }
}
