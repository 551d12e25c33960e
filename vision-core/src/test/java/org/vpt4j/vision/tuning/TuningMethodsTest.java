package org.vpt4j.vision.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.TinyEncoder;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.script.Tensors;

class TuningMethodsTest {
    private static final EncoderConfig CONFIG = TinyEncoder.CONFIG;

    static Stream<String> names() {
        return TuningMethods.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aMethodIsMadeAgainFromItsNameAndSettings(String name) {
        TuningMethod method = TuningMethods.create(name, Map.of());
        assertThat(method.name()).isEqualTo(name);
        assertThat(method.settings().texts()).isEqualTo(TinyMethods.defaults(name));
        assertThat(TuningMethods.create(name, method.settings())).isEqualTo(method);
        assertThat(TuningMethods.summary(name)).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theParametersHaveTheShapesThatAreToldAndRequireGradient(String name) {
        TuningMethod method = TinyMethods.of(name);
        try (VisionEncoder encoder = TinyEncoder.of(CONFIG, Precision.FLOAT32);
                NDManager owner = NDManager.newBaseManager("PyTorch")) {
            Tensors parameters = method.initialise(owner, encoder, Initialization.uniform(1));
            Map<String, Shape> shapes = new HashMap<>();
            parameters.asMap().forEach((parameter, array) -> shapes.put(parameter, array.getShape()));
            assertThat(shapes).isEqualTo(method.shapes(CONFIG));
            assertThat(parameters.values()).allMatch(NDArray::hasGradient);
            assertThat(parameters.values()).allMatch(array -> array.getManager() == owner);
        }
    }

    @Test
    void settingsReachTheMethod() {
        assertThat(TuningMethods.create("vpt-deep", Map.of("tokens", "3", "layers", "last:2")))
                .isEqualTo(new DeepPrompt(3, LayerSelection.of("last:2")));
        assertThat(new DeepPrompt(3, LayerSelection.of("2")).shapes(CONFIG))
                .isEqualTo(Map.of("prompt", new Shape(1, 3, 32)));
        assertThat(new ShallowPrompt(4).shapes(CONFIG)).isEqualTo(Map.of("prompt", new Shape(4, 32)));
    }

    @Test
    void anUnknownMethodIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> TuningMethods.create("vpt-depe", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("\"vpt-depe\"", "did you mean \"vpt-deep\"", "head-only");
    }

    @Test
    void anUnknownSettingIsRefusedByName() {
        assertThatThrownBy(() -> TuningMethods.create("vpt-deep", Map.of("token", "3")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("token: the method vpt-deep has no such setting", "did you mean \"tokens\"");
        assertThatThrownBy(() -> TuningMethods.create("head-only", Map.of("layers", "all")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("layers: the method head-only", "leave it out");
    }

    @ParameterizedTest
    @CsvSource({"0, at least 1", "-4, at least 1", "1001, at most 1000", "ten, whole number"})
    void aNumberOfTokensThatMakesNoSenseIsRefused(String tokens, String reason) {
        for (String method : new String[] {"vpt-deep", "vpt-shallow"}) {
            assertThatThrownBy(() -> TuningMethods.create(method, Map.of("tokens", tokens)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContainingAll("tokens", tokens, reason);
        }
    }

    @Test
    void aPromptForALayerThatTheEncoderHasNotIsRefused() {
        assertThatThrownBy(() -> new DeepPrompt(2, LayerSelection.of("3")).shapes(CONFIG))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("only 2 layers");
    }

    @ParameterizedTest
    @MethodSource("org.vpt4j.vision.tuning.TinyMethods#names")
    void aMethodThatChangesWeightsOrGrowsBranchesNeedsAnEncoderOfItsOwnAndNoOther(String name) {
        TuningMethod method = TinyMethods.of(name);
        boolean grows = name.contains("adaptformer") || name.contains("mona");
        assertThat(method.sharesEncoder())
                .isEqualTo(method.changedWeights(CONFIG).isEmpty() && !grows);
        assertThat(EncoderWeights.shapes(CONFIG).keySet()).containsAll(method.changedWeights(CONFIG));
    }

    @Test
    void theLowestLayerThatIsTunedIsTold() {
        assertThat(new DeepPrompt(1, LayerSelection.of("last:1")).lowestLayer(CONFIG))
                .isEqualTo(2);
        assertThat(new ShallowPrompt(1).lowestLayer(CONFIG)).isEqualTo(1);
        assertThat(new HeadOnly().lowestLayer(CONFIG)).isEqualTo(3);
        assertThat(new FullFineTuning().lowestLayer(CONFIG)).isEqualTo(1);
    }
}
