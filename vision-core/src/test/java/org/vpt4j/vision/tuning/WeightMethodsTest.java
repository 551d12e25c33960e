package org.vpt4j.vision.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.TinyEncoder;
import org.vpt4j.vision.error.ConfigException;

/** Which weights each method trains. */
class WeightMethodsTest {
    private static final EncoderConfig CONFIG = TinyEncoder.CONFIG; // two layers, width 32, hidden 64

    private static Set<String> trained(String name, String... settings) {
        Map<String, String> given = settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]);
        return TuningMethods.create(name, given).shapes(CONFIG).keySet();
    }

    @Test
    void bitfitTrainsBiasesAndOnRequestWhatMultiplies() {
        Set<String> all = EncoderWeights.shapes(CONFIG).keySet();
        assertThat(trained("bitfit"))
                .containsExactlyElementsOf(
                        all.stream().filter(name -> name.endsWith(".bias")).toList());
        assertThat(trained("bitfit", "scales", "true"))
                .containsAll(trained("bitfit"))
                .containsAll(trained("norm"))
                .contains("layer.0.scale1", "layer.1.scale2")
                .doesNotContain("layer.0.fc1.weight", "position");
    }

    @Test
    void normTrainsTheLayerNormsAlone() {
        assertThat(trained("norm"))
                .containsExactlyInAnyOrder(
                        "layer.0.norm1.weight",
                        "layer.0.norm1.bias",
                        "layer.0.norm2.weight",
                        "layer.0.norm2.bias",
                        "layer.1.norm1.weight",
                        "layer.1.norm1.bias",
                        "layer.1.norm2.weight",
                        "layer.1.norm2.bias",
                        "norm.weight",
                        "norm.bias");
    }

    /** It stands behind the features of lower layers too, which must stay as they are. */
    @Test
    void theFinalNormIsOnlyTrainedWithAllLayers() {
        assertThat(trained("norm", "layers", "2")).hasSize(4).allMatch(name -> name.startsWith("layer.1."));
        assertThat(trained("bitfit", "layers", "last:1")).allMatch(name -> name.startsWith("layer.1."));
        assertThat(trained("partial", "blocks", "1")).hasSize(14).allMatch(name -> name.startsWith("layer.1."));
        assertThat(trained("partial", "blocks", "2")).hasSize(28).allMatch(name -> name.startsWith("layer."));
    }

    @Test
    void partialOfMoreLayersThanThereAreIsRefused() {
        assertThatThrownBy(() -> trained("partial", "blocks", "3"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("only 2 layers");
    }

    @Test
    void loraHasTwoThinMatricesForEachTarget() {
        TuningMethod lora = TuningMethods.create("lora", Map.of("rank", "3", "targets", "v,fc1,fc2", "layers", "2"));
        assertThat(lora.shapes(CONFIG))
                .isEqualTo(Map.of(
                        "layer.1.v.a", new Shape(3, 32),
                        "layer.1.v.b", new Shape(32, 3),
                        "layer.1.fc1.a", new Shape(3, 32),
                        "layer.1.fc1.b", new Shape(64, 3),
                        "layer.1.fc2.a", new Shape(3, 64),
                        "layer.1.fc2.b", new Shape(32, 3)));
        assertThat(lora.changedWeights(CONFIG))
                .containsExactlyInAnyOrder("layer.1.qkv.weight", "layer.1.fc1.weight", "layer.1.fc2.weight");
        assertThat(lora.settings().texts()).containsEntry("targets", "v,fc1,fc2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lora   | rank=0        | rank: 0 is too small; give at least 1",
                "lora   | targets=qk    | there is no matrix \"qk\"; did you mean \"k\"?",
                "lora   | alpha=-1      | alpha: -1 is outside",
                "bitfit | scales=yes    | neither true nor false",
                "full   | decay=1.2     | decay: 1.2 is outside 0.01 to 1",
                "partial | blocks=0     | blocks: 0 is too small"
            })
    void aValueThatMakesNoSenseIsRefused(String name, String setting, String reason) {
        String[] pair = setting.split("=", 2);
        assertThatThrownBy(() -> trained(name, pair[0], pair[1]))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void fullFineTuningLearnsMoreSlowlyFurtherDownAndDecaysMatricesOnly() {
        FullFineTuning full = new FullFineTuning();
        assertThat(full.learningRateScale("norm.weight", CONFIG)).isEqualTo(1);
        assertThat(full.learningRateScale("layer.1.fc1.bias", CONFIG)).isEqualTo(0.8);
        assertThat(full.learningRateScale("layer.0.qkv.weight", CONFIG)).isCloseTo(0.64, within(1e-12));
        assertThat(full.learningRateScale("position", CONFIG)).isCloseTo(0.512, within(1e-12));
        assertThat(new FullFineTuning(0.5).learningRateScale("layer.1.fc1.bias", CONFIG))
                .isEqualTo(0.5);
        assertThat(EncoderWeights.shapes(CONFIG).keySet())
                .filteredOn(full::decays)
                .containsExactly(
                        "patch.weight",
                        "layer.0.qkv.weight",
                        "layer.0.proj.weight",
                        "layer.0.fc1.weight",
                        "layer.0.fc2.weight",
                        "layer.1.qkv.weight",
                        "layer.1.proj.weight",
                        "layer.1.fc1.weight",
                        "layer.1.fc2.weight");
    }
}
