package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vpt4j.vision.error.ConfigException;

class PresetTest {

    @Test
    void everySettingOfEveryPresetMakesSense() {
        for (Preset preset : new Preset[] {Preset.FAST, Preset.BALANCED, Preset.BEST}) {
            TrainingConfig config = new TrainingConfig(Map.of("preset", preset.name()));
            assertThat(config.values()).containsAllEntriesOf(preset.values());
        }
    }

    @Test
    void balancedIsWhatIsThereWhereNothingIsSaid() {
        assertThat(new TrainingConfig(Map.of("preset", "balanced"))).isEqualTo(TrainingConfig.defaults());
    }

    @Test
    void whatIsGivenWinsOverThePreset() {
        TrainingConfig config = new TrainingConfig(Map.of("preset", "fast", "epochs", "3", "cache", "off"));
        assertThat(config.epochs()).isEqualTo(3);
        assertThat(config.cache()).isEqualTo("off");
        assertThat(config.methodSettings()).containsEntry("layers", "last:1");
        assertThat(Preset.FAST.lines(Map.of("preset", "fast", "epochs", "3")))
                .satisfies(lines -> assertThat(lines.get(0))
                        .startsWith("preset fast: method vpt-deep, layers last:1")
                        .doesNotContain("epochs"))
                .satisfies(lines -> assertThat(lines.get(1)).isEqualTo("given instead of what it sets: epochs 3"));
    }

    @Test
    void settingsOfThePresetsMethodAreNotThoseOfAnother() {
        TrainingConfig config = new TrainingConfig(Map.of("preset", "fast", "method", "head-only"));
        assertThat(config.method()).isEqualTo("head-only");
        assertThat(config.methodSettings()).isEmpty();
        assertThat(config.cache()).isEqualTo("auto");
        assertThat(Preset.FAST.lines(Map.of("method", "head-only")).get(1))
                .contains("method head-only", "layers of another method");
    }

    @Test
    void headSettingsAreNotThoseOfAHeadThatIsNamed() {
        assertThat(new TrainingConfig(Map.of("preset", "fast")).headSettings())
                .isEqualTo(Map.of("channels", 96, "convolutions", 1));
        assertThat(new TrainingConfig(Map.of("preset", "fast", "head", "dense")).headSettings())
                .isEmpty();
        assertThat(TrainingConfig.defaults()
                        .with("head-settings", "box-gain=1.5,box-loss=ciou")
                        .headSettings())
                .isEqualTo(Map.of("box-gain", 1.5, "box-loss", "ciou"));
        assertThatThrownBy(() -> TrainingConfig.defaults().with("head-settings", "channels"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("head-settings: \"channels\" is not KEY=VALUE");
    }

    @Test
    void aPresetThatIsSetLaterSetsAllThatItSets() {
        TrainingConfig config =
                TrainingConfig.defaults().with("epochs", 99).with("seed", 5).with("preset", "fast");
        assertThat(config.values()).containsAllEntriesOf(Preset.FAST.values());
        assertThat(config.seed()).isEqualTo(5);
        assertThat(config.with("epochs", 4).epochs()).isEqualTo(4);
    }

    @Test
    void aWrittenConfigurationIsReadBackAsItIs() {
        TrainingConfig config = new TrainingConfig(Map.of("preset", "fast")).with("precision", "bf16");
        assertThat(new TrainingConfig(config.values())).isEqualTo(config);
    }

    @Test
    void anUnknownPresetIsNamedWithTheNearest() {
        assertThatThrownBy(() -> new TrainingConfig(Map.of("preset", "fats")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("preset: there is no preset \"fats\"")
                .hasMessageContaining("fast, balanced, best");
    }

    @Test
    void sizesAreReadAsPeopleWriteThem() {
        assertThat(ByteSize.of("x", "1.5GB")).isEqualTo(1_500_000_000L);
        assertThat(ByteSize.of("x", "800 mb")).isEqualTo(800_000_000L);
        assertThat(ByteSize.of("x", "12")).isEqualTo(12);
        assertThat(ByteSize.text(1_540_000_000L)).isEqualTo("1.5 GB");
        assertThat(ByteSize.of("x", ByteSize.text(830_000_000L))).isEqualTo(830_000_000L);
        assertThatThrownBy(() -> ByteSize.of("cache-limit", "much"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("cache-limit: \"much\" is no size; write for example 800MB or 1.5GB");
        assertThatThrownBy(() -> ByteSize.of("cache-limit", "0GB")).isInstanceOf(ConfigException.class);
    }
}
