package org.vpt4j.vision.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.TinyEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.script.Tensors;

/** Dropout of prompts: in training only, and what is dropped follows from the seed. */
class PromptDropoutTest {
    private static final EncoderConfig CONFIG = TinyEncoder.CONFIG;

    private final NDManager scope = NDManager.newBaseManager("PyTorch");

    @AfterEach
    void close() {
        scope.close();
    }

    private float[] deep(long seed, double rate) {
        DeepPrompt method = new DeepPrompt(200, LayerSelection.ALL, rate);
        NDArray ones = scope.ones(new Shape(2, 200, 32));
        Map<Integer, NDArray> tokens =
                method.inTraining(seed).deepTokens(scope, CONFIG, Tensors.of(Map.of("prompt", ones)));
        return tokens.get(2).toFloatArray();
    }

    @Test
    void asManyAreDroppedAsIsSaidAndTheOthersAreLargerByAsMuch() {
        float[] values = deep(1, 0.25);
        int dropped = 0;
        for (float value : values) {
            dropped += value == 0 ? 1 : 0;
        }
        assertThat(values).containsOnly(0f, 4f / 3f);
        assertThat(dropped / (double) values.length).isBetween(0.22, 0.28);
    }

    @Test
    void theSameSeedDropsTheSameAndAnotherSeedOthers() {
        assertThat(deep(1, 0.25)).isEqualTo(deep(1, 0.25));
        assertThat(deep(2, 0.25)).isNotEqualTo(deep(1, 0.25));
        assertThat(deep(1, 0)).containsOnly(1f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vpt-deep", "vpt-shallow", "vpt-deep+bitfit"})
    void nothingIsDroppedAtInference(String name) {
        TuningMethod with = TuningMethods.create(name, Map.of("dropout", "0.5"));
        assertThat(with.shapes(CONFIG))
                .isEqualTo(TuningMethods.create(name, Map.of()).shapes(CONFIG));
        assertThat(with.inTraining(3)).isNotEqualTo(with);
        NDArray prompt = scope.ones(with.shapes(CONFIG).values().iterator().next());
        String parameter = with.shapes(CONFIG).keySet().iterator().next();
        Tensors parameters = Tensors.of(Map.of(parameter, prompt));
        with.deepTokens(scope, CONFIG, parameters).values().forEach(tokens -> assertThat(tokens.toFloatArray())
                .containsOnly(1f));
        with.tokens(scope, parameters)
                .ifPresent(tokens -> assertThat(tokens.toFloatArray()).containsOnly(1f));
    }

    @Test
    void aSumDropsTooAndEachOfItsMethodsOnItsOwn() {
        TuningMethod sum = TuningMethods.create("vpt-deep+vpt-shallow", Map.of("dropout", "0.5", "tokens", "50"));
        Tensors ones = Tensors.of(Map.of(
                "vpt-deep.prompt", scope.ones(new Shape(2, 50, 32)),
                "vpt-shallow.prompt", scope.ones(new Shape(50, 32))));
        float[] deep = sum.inTraining(1).deepTokens(scope, CONFIG, ones).get(1).toFloatArray();
        float[] shallow = sum.inTraining(1).tokens(scope, ones).orElseThrow().toFloatArray();
        assertThat(deep).containsOnly(0f, 2f).isNotEqualTo(shallow);
        assertThat(shallow).containsOnly(0f, 2f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "0.95", "1", "NaN", "much"})
    void aRateThatMakesNoSenseIsRefused(String rate) {
        for (String name : new String[] {"vpt-deep", "vpt-shallow"}) {
            assertThatThrownBy(() -> TuningMethods.create(name, Map.of("dropout", rate)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("dropout: ");
        }
    }
}
