package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * VPT-shallow (Jia et al. 2022, section 3.2): prompt tokens are inserted between the class token and the patches before
 * the first layer, and pass through all layers like any token.
 *
 * <p>Parameters: {@code prompt [P, D]}.
 *
 * @param tokens P, 1 to 1000
 * @param dropout fraction of prompt values dropped in each training step, 0 to 0.9
 */
record ShallowPrompt(int tokens, double dropout) implements TuningMethod {
    static final String NAME = "vpt-shallow";
    private static final String PROMPT = "prompt";

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "prompt tokens before the first layer (Jia et al. 2022)",
            List.of(DeepPrompt.TOKENS, DeepPrompt.DROPOUT),
            s -> new ShallowPrompt(s.get(DeepPrompt.TOKENS), s.get(DeepPrompt.DROPOUT)));

    /** @throws org.vpt4j.vision.error.ConfigException if {@code tokens} or {@code dropout} is out of range */
    ShallowPrompt {
        DeepPrompt.TOKENS.require(tokens);
        DeepPrompt.DROPOUT.require(dropout);
    }

    /** Without dropout. */
    ShallowPrompt(int tokens) {
        this(tokens, DeepPrompt.DROPOUT.fallback());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with(DeepPrompt.TOKENS, tokens).with(DeepPrompt.DROPOUT, dropout);
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
    public Adaptation inTraining(long seed) {
        return dropout == 0
                ? this
                : new Adaptation() {
                    @Override
                    public Optional<NDArray> tokens(NDManager scope, Tensors parameters) {
                        return Optional.of(PromptDropout.apply(scope, parameters.get(PROMPT), dropout, seed));
                    }
                };
    }

    @Override
    public Adaptation.Constants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters) {
        return Adaptation.Constants.NONE.withTokens(parameters.get(PROMPT));
    }

    @Override
    public int lowestLayer(EncoderConfig config) {
        return 1;
    }
}
