package org.vpt4j.vision.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.Numbers;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.TinyEncoder;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;

/** Methods that add networks to the encoder, in its layers and behind it. */
class AddedNetworksTest {
    private static final EncoderConfig CONFIG = TinyEncoder.CONFIG;

    private static Map<String, FloatTensor> learned(TuningMethod method) {
        Map<String, FloatTensor> learned = new HashMap<>();
        method.shapes(CONFIG)
                .forEach((name, shape) ->
                        learned.put(name, new FloatTensor(shape.getShape(), Numbers.of(name, shape.size()))));
        return learned;
    }

    @ParameterizedTest
    @CsvSource({
        "adaptformer, bottleneck, 0, too small",
        "adaptformer, bottleneck, 5000, too large",
        "adaptformer, strength, 0, outside 0.001 to 1000",
        "mona, bottleneck, 0, too small",
        "side, bottleneck, -3, too small",
        "side, bottleneck, few, no whole number",
        "side, layers, 3, only 2 layers",
        "mona, layers, last:3, only 2 layers"
    })
    void aSettingThatMakesNoSenseIsRefusedByItsName(String method, String setting, String value, String reason) {
        assertThatThrownBy(() ->
                        TuningMethods.create(method, Map.of(setting, value)).shapes(CONFIG))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(setting, reason);
    }

    @Test
    void branchesGrowInTheChosenLayersAlone() {
        TuningMethod method = TuningMethods.create("adaptformer", Map.of("layers", "2", "bottleneck", "3"));
        assertThat(method.shapes(CONFIG))
                .isEqualTo(Map.of(
                        "layer.1.bottleneck.down.weight", new Shape(3, 32),
                        "layer.1.bottleneck.down.bias", new Shape(3),
                        "layer.1.bottleneck.up.weight", new Shape(32, 3),
                        "layer.1.bottleneck.up.bias", new Shape(32)));
        Adaptation.Constants constants = method.constants(TinyEncoder.weights(CONFIG), learned(method));
        assertThat(constants.branches()).hasSize(1);
        assertThat(constants.branches().get(0).byLayer()).containsOnlyKeys(2);
        assertThat(constants.changesEncoder()).isTrue();
        assertThat(constants.prompt()).isEqualTo(Adaptation.Constants.NONE);
    }

    @Test
    void whatASideNetworkReadsNeedNotBeWhatTheHeadReads() {
        TuningMethod method = TuningMethods.create("side", Map.of("bottleneck", "4"));
        assertThat(method.readLayers(CONFIG)).containsExactly(1, 2);
        assertThat(method.sharesEncoder()).isTrue();
        try (VisionEncoder encoder = TinyEncoder.of(CONFIG, Precision.FLOAT32);
                NDManager scope = NDManager.newBaseManager("PyTorch")) {
            NDArray pixels = scope.create(Numbers.of("pixels", 3 * 12 * 16), new Shape(1, 3, 12, 16));
            Map<String, NDArray> arrays = new HashMap<>();
            learned(method).forEach((name, value) -> arrays.put(name, value.toArray(scope)));
            Tensors parameters = Tensors.of(arrays);
            List<NDArray> both = encoder.features(scope, pixels, List.of(1, 2), method, parameters, false);
            List<NDArray> last = encoder.features(scope, pixels, List.of(2), method, parameters, false);
            assertThat(last).hasSize(1);
            assertThat(FloatTensor.from(last.get(0))).isEqualTo(FloatTensor.from(both.get(1)));
        }
    }

    @Test
    void anEncoderForTrainingIsNotMadeOfOneWithBranches() {
        TuningMethod method = TuningMethods.create("mona", Map.of("bottleneck", "2"));
        EncoderWeights published = TinyEncoder.weights(CONFIG);
        EncoderWeights grown = published.with(method.constants(published, learned(method)));
        assertThat(grown.with(Map.of()).branches()).hasSize(2);
        assertThatThrownBy(() -> VisionEncoder.load(grown, Precision.FLOAT32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("branches");
    }
}
