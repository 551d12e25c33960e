package org.vpt4j.vision.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.TinyEncoder;
import org.vpt4j.vision.error.ConfigException;

/** Sums of methods: {@code vpt-deep+bitfit}. */
class CompositionTest {
    private static final EncoderConfig CONFIG = TinyEncoder.CONFIG;

    @Test
    void parametersStandUnderTheirMethodsNames() {
        assertThat(TuningMethods.create("vpt-deep+norm", Map.of())
                        .shapes(CONFIG)
                        .keySet())
                .contains("vpt-deep.prompt", "norm.layer.0.norm1.weight", "norm.norm.bias")
                .hasSize(1 + 10);
    }

    @Test
    void aSettingThatSeveralHaveGoesToAllOrByItsFullNameToOne() {
        TuningMethod all = TuningMethods.create("vpt-deep+lora", Map.of("layers", "last:1", "tokens", "3"));
        assertThat(all.settings().texts())
                .containsEntry("vpt-deep.layers", "last:1")
                .containsEntry("lora.layers", "last:1")
                .containsEntry("tokens", "3")
                .doesNotContainKey("layers");
        TuningMethod one = TuningMethods.create("vpt-deep+lora", Map.of("layers", "last:1", "lora.layers", "all"));
        assertThat(one.settings().texts())
                .containsEntry("vpt-deep.layers", "last:1")
                .containsEntry("lora.layers", "all");
        assertThat(one.lowestLayer(CONFIG)).isEqualTo(1);
        assertThat(all.lowestLayer(CONFIG)).isEqualTo(2);
    }

    @Test
    void theTextBehindAColonIsTheFirstSetting() {
        TuningMethod sum = TuningMethods.create("partial:2+vpt-shallow:7", Map.of());
        assertThat(sum.name()).isEqualTo("partial+vpt-shallow");
        assertThat(sum.settings().texts()).containsEntry("blocks", "2").containsEntry("tokens", "7");
        assertThat(TuningMethods.create("partial:2", Map.of("blocks", "2")))
                .isEqualTo(TuningMethods.create("partial", Map.of("blocks", "2")));
        assertThatThrownBy(() -> TuningMethods.create("partial:2", Map.of("blocks", "3")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("blocks: 3", "partial:2");
        assertThatThrownBy(() -> TuningMethods.create("head-only:2", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("head-only has no settings");
    }

    @Test
    void everyMethodKeepsItsOwnLearningRateAndDecay() {
        TuningMethod sum = TuningMethods.create("vpt-deep+partial", Map.of());
        double partial = TuningMethods.create("partial", Map.of()).learningRate();
        assertThat(sum.learningRate())
                .isEqualTo(TuningMethods.create("vpt-deep", Map.of()).learningRate());
        assertThat(sum.learningRateScale("vpt-deep.prompt", CONFIG)).isEqualTo(1);
        assertThat(sum.learningRate() * sum.learningRateScale("partial.layer.1.fc1.weight", CONFIG))
                .isCloseTo(partial, within(1e-12));
        assertThat(sum.decays("vpt-deep.prompt")).isFalse();
        assertThat(sum.decays("partial.layer.1.fc1.weight")).isTrue();
        assertThat(sum.decays("partial.layer.1.fc1.bias")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "vpt-deep+vpt-deep, names vpt-deep twice",
        "bitfit+norm, both change the weight layer.0.norm1.bias",
        "lora+partial, both change the weight layer.1.qkv.weight",
        "full+vpt-deep, full trains every weight of the encoder already",
        "head-only+bitfit, head-only trains nothing",
        "vpt-deep+bitfti, did you mean \"bitfit\"",
        "vpt-deep+, there is no tuning method \"\"",
        "vpt-deep:0+bitfit, at least 1"
    })
    void aSumThatMakesNoSenseIsRefusedWithTheReason(String name, String reason) {
        assertThatThrownBy(() -> TuningMethods.create(name, Map.of()).shapes(CONFIG))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void methodsThatChangeTheSameWeightsGoTogetherOnDifferentLayers() {
        TuningMethod sum = TuningMethods.create("lora+partial", Map.of("lora.layers", "1"));
        assertThat(sum.shapes(CONFIG)).containsKeys("lora.layer.0.q.a", "partial.layer.1.qkv.weight");
    }

    @Test
    void aSettingThatNoneHasIsRefusedByName() {
        assertThatThrownBy(() -> TuningMethods.create("vpt-deep+lora", Map.of("lora.rnk", "3")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("lora.rnk: the method vpt-deep+lora has no such setting", "\"lora.rank\"");
        assertThatThrownBy(() -> TuningMethods.create("vpt-deep+bitfit", Map.of("rank", "3")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("rank: the method vpt-deep+bitfit has no such setting");
    }

    @Test
    void ofSettingsForSeveralMethodsEachGetsItsOwn() {
        Map<String, String> settings = Map.of("rank", "4", "tokens", "3", "lora.alpha", "2");
        assertThat(TuningMethods.accepted("lora", settings)).isEqualTo(Map.of("rank", "4", "lora.alpha", "2"));
        assertThat(TuningMethods.accepted("vpt-shallow", settings)).isEqualTo(Map.of("tokens", "3"));
        assertThat(TuningMethods.accepted("head-only", settings)).isEmpty();
    }
}
