package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.setting.Settings;

class PresetTest {

    @Test
    void everySettingOfEveryPresetMakesSense() {
        for (Preset preset : Preset.values()) {
            TrainingConfig config = TrainingConfig.defaults().with(TrainingSettings.PRESET, preset);
            assertThat(config.values()).containsAllEntriesOf(preset.settings().texts());
            assertThat(TrainingConfig.of(config.values())).isEqualTo(config);
        }
    }

    @Test
    void balancedIsWhatIsThereWhereNothingIsSaid() {
        assertThat(TrainingConfig.of(Map.of("preset", "balanced"))).isEqualTo(TrainingConfig.defaults());
    }

    @Test
    void whatIsGivenWinsOverThePreset() {
        TrainingConfig config = TrainingConfig.of(Map.of("preset", "best", "epochs", "3", "balance", "off"));
        assertThat(config.epochs()).isEqualTo(3);
        assertThat(config.get(TrainingSettings.BALANCE)).isEqualTo("off");
        assertThat(config.methodSettings().texts()).containsEntry("scales", "true");
        assertThat(Preset.lines(Settings.of(Map.of("preset", "best", "epochs", "3"))))
                .satisfies(lines -> assertThat(lines.get(0))
                        .startsWith("preset best: method vpt-deep+bitfit, scales true")
                        .doesNotContain("epochs", "minutes"))
                .satisfies(lines -> assertThat(lines.get(1)).isEqualTo("given instead of what it sets: epochs 3"));
    }

    @Test
    void settingsOfThePresetsMethodAreNotThoseOfAnother() {
        TrainingConfig config = TrainingConfig.of(Map.of("preset", "best", "method", "head-only"));
        assertThat(config.get(TrainingSettings.METHOD)).isEqualTo("head-only");
        assertThat(config.methodSettings().given()).isEmpty();
        assertThat(config.get(TrainingSettings.BALANCE)).isEqualTo("on");
        assertThat(Preset.lines(Settings.of(Map.of("preset", "best", "method", "head-only")))
                        .get(1))
                .contains("method head-only", "scales of another method");
    }

    @Test
    void aMethodThatIsNamedHasItsOwnDefaults() {
        assertThat(TrainingConfig.of(Map.of("preset", "best")).methodSettings().texts())
                .isEqualTo(Map.of("scales", "true"));
        assertThat(TrainingConfig.of(Map.of("preset", "best", "method", "vpt-deep+bitfit"))
                        .methodSettings()
                        .given())
                .isEmpty();
    }

    @Test
    void headSettingsArePairs() {
        assertThat(TrainingConfig.defaults()
                        .with("head-settings", "box-gain=1.5,box-loss=ciou")
                        .headSettings()
                        .texts())
                .isEqualTo(Map.of("box-gain", "1.5", "box-loss", "ciou"));
        assertThatThrownBy(() -> TrainingConfig.defaults().with("head-settings", "channels"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("head-settings: \"channels\" is not KEY=VALUE");
    }

    @Test
    void whatIsGivenBeforeThePresetWinsToo() {
        TrainingConfig config =
                TrainingConfig.defaults().with("epochs", 99).with("seed", 5).with("preset", "fast");
        assertThat(config.epochs()).isEqualTo(99);
        assertThat(config.get(TrainingSettings.WARMUP)).isEqualTo(10);
        assertThat(config.get(TrainingSettings.SEED)).isEqualTo(5);
    }

    @Test
    void aWrittenConfigurationIsReadBackAsItIs() {
        TrainingConfig config = TrainingConfig.of(Map.of("preset", "fast")).with("precision", "bf16");
        assertThat(TrainingConfig.of(config.values())).isEqualTo(config);
    }

    @Test
    void anUnknownPresetIsNamedWithTheNearest() {
        assertThatThrownBy(() -> TrainingConfig.of(Map.of("preset", "fats")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("preset: \"fats\" is none of fast, balanced, best; did you mean \"fast\"?");
    }

    @Test
    void sizesAreReadAsPeopleWriteThem() {
        assertThat(ByteSize.parse("1.5GB")).isEqualTo(1_500_000_000L);
        assertThat(ByteSize.parse("800 mb")).isEqualTo(800_000_000L);
        assertThat(ByteSize.parse("12")).isEqualTo(12);
        assertThat(ByteSize.text(1_540_000_000L)).isEqualTo("1.5 GB");
        assertThat(ByteSize.parse(ByteSize.text(830_000_000L))).isEqualTo(830_000_000L);
        assertThatThrownBy(() -> TrainingSettings.CACHE_LIMIT.parse("much"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("cache-limit: \"much\" is no size; write for example 800MB or 1.5GB");
        assertThatThrownBy(() -> ByteSize.parse("0GB")).isInstanceOf(ConfigException.class);
    }
}
