package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * VPT-deep (Jia et al. 2022, section 3.2): every chosen encoder layer gets its own prompt tokens, replacing those of the
 * layer before.
 *
 * <p>Parameters: {@code prompt [K, P, D]} for K chosen layers in ascending order. Since a layer's outputs for its
 * prompt tokens are discarded, prompts enter it as keys and values only.
 *
 * @param tokens P, 1 to 1000
 * @param layers which layers
 * @param dropout fraction of prompt values dropped in each training step, 0 to 0.9; 0.1 in the paper
 */
record DeepPrompt(int tokens, LayerSelection layers, double dropout) implements TuningMethod {
    static final String NAME = "vpt-deep";
    private static final String PROMPT = "prompt";

    /** Beyond 1000, attention costs more than a larger image would. */
    static final Setting<Integer> TOKENS = Setting.of(
            "tokens",
            10,
            "N",
            "prompt tokens, for vpt-deep as many of each layer",
            DeepPrompt::tokens,
            String::valueOf);

    static final Setting<Double> DROPOUT = Setting.real(
                    "dropout", 0, 0, 0.9, "part of the prompt's values that each training step drops; VPT: 0.1")
            .showing("P");

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "prompt tokens for every layer (Jia et al. 2022)",
            List.of(TOKENS, LayerSelection.SETTING, DROPOUT),
            s -> new DeepPrompt(s.get(TOKENS), s.get(LayerSelection.SETTING), s.get(DROPOUT)));

    /** @throws org.vpt4j.vision.error.ConfigException if {@code tokens} or {@code dropout} is out of range */
    DeepPrompt {
        TOKENS.require(tokens);
        DROPOUT.require(dropout);
    }

    private static int tokens(String text) {
        if (text.equals("0")) {
            throw new ConfigException("0 is too small; give at least 1, or use the method head-only for none");
        }
        return Setting.whole("tokens", 1, 1, 1000, "").parse(text);
    }

    /** Without dropout. */
    DeepPrompt(int tokens, LayerSelection layers) {
        this(tokens, layers, DROPOUT.fallback());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return Settings.NONE
                .with(TOKENS, tokens)
                .with(LayerSelection.SETTING, layers)
                .with(DROPOUT, dropout);
    }

    @Override
    public Map<String, Shape> shapes(EncoderConfig config) {
        return Map.of(PROMPT, new Shape(promptLayers(config).size(), tokens, config.width()));
    }

    @Override
    public Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization) {
        EncoderConfig config = encoder.config();
        List<Integer> chosen = promptLayers(config);
        FloatBuffer prompt = FloatBuffer.allocate(chosen.size() * tokens * config.width());
        chosen.forEach(layer -> prompt.put(initialization.tokens(config, layer, tokens)));
        return Leaves.of(owner, shapes(config), name -> prompt.array());
    }

    @Override
    public List<Integer> promptLayers(EncoderConfig config) {
        return layers.in(config.depth());
    }

    @Override
    public Map<Integer, NDArray> deepTokens(NDManager scope, EncoderConfig config, Tensors parameters) {
        List<Integer> chosen = promptLayers(config);
        NDArray prompt = parameters.get(PROMPT);
        Map<Integer, NDArray> byLayer = new LinkedHashMap<>();
        for (int k = 0; k < chosen.size(); k++) {
            NDArray own = prompt.get(k);
            own.attach(scope);
            byLayer.put(chosen.get(k), own);
        }
        return byLayer;
    }

    @Override
    public Adaptation inTraining(long seed) {
        return dropout == 0
                ? this
                : new Adaptation() {
                    @Override
                    public Map<Integer, NDArray> deepTokens(NDManager scope, EncoderConfig config, Tensors parameters) {
                        NDArray dropped = PromptDropout.apply(scope, parameters.get(PROMPT), dropout, seed);
                        return DeepPrompt.this.deepTokens(scope, config, Tensors.of(Map.of(PROMPT, dropped)));
                    }
                };
    }

    @Override
    public Adaptation.Constants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters) {
        List<Integer> chosen = promptLayers(frozen.config());
        FloatTensor prompt = parameters.get(PROMPT);
        Map<Integer, FloatTensor> byLayer = new LinkedHashMap<>();
        for (int k = 0; k < chosen.size(); k++) {
            byLayer.put(chosen.get(k), prompt.at(k));
        }
        return Adaptation.Constants.NONE.withDeepTokens(byLayer);
    }

    @Override
    public int lowestLayer(EncoderConfig config) {
        return promptLayers(config).get(0);
    }
}
