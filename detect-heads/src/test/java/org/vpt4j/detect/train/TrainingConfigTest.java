package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.LayerSelection;
import org.vpt4j.vision.tuning.TuningMethods;

class TrainingConfigTest {

    @Test
    void defaultsAreThoseOfTheOneList() {
        TrainingConfig config = TrainingConfig.defaults();
        assertThat(config.get(TrainingSettings.METHOD)).isEqualTo("head-only");
        assertThat(config.get(TrainingSettings.BATCH)).isEqualTo(4);
        assertThat(config.get(TrainingSettings.TUNING_LR).orElse(0.005)).isEqualTo(0.005);
        assertThat(config.values().keySet())
                .containsAll(TrainingSettings.all().stream().map(Setting::name).toList());
    }

    @Test
    void aChangedCopyLeavesTheOriginalAsItIs() {
        TrainingConfig config = TrainingConfig.defaults().with("method", "vpt-deep");
        TrainingConfig changed = config.with("data", "cells").with("tokens", 20).with("tuning-lr", 0.01);
        assertThat(changed.data()).isEqualTo(Path.of("cells"));
        assertThat(changed.methodSettings().texts()).containsExactly(Map.entry("tokens", "20"));
        assertThat(changed.get(TrainingSettings.TUNING_LR).orElse(0.005)).isEqualTo(0.01);
        assertThat(config.methodSettings().given()).isEmpty();
    }

    @Test
    void anUnknownSettingIsRefusedWithTheNearestKnownOne() {
        assertThatThrownBy(() -> TrainingConfig.defaults().with("epoch", 3))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("\"epoch\"")
                .hasMessageContaining("\"epochs\"");
    }

    @Test
    void everySettingOfEveryTuningMethodCanBeGiven() {
        for (String method : TuningMethods.names()) {
            for (Setting<?> setting : TuningMethods.settings(method)) {
                if (!setting.isOffered()) {
                    continue;
                }
                TrainingConfig config =
                        TrainingConfig.defaults().with("method", method).with(setting.name(), "7");
                assertThat(config.methodSettings().texts()).containsExactly(Map.entry(setting.name(), "7"));
                String full = method + "." + setting.name();
                assertThat(TrainingConfig.defaults()
                                .with("method", method)
                                .with(full, "7")
                                .methodSettings()
                                .texts())
                        .containsExactly(Map.entry(full, "7"));
                assertThat(config.toYaml()).contains("\n" + setting.name() + ": 7\n");
            }
        }
    }

    @Test
    void aSettingThatNoMethodHasIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> TrainingConfig.defaults().with("rnk", 3))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("\"rnk\"", "\"rank\"");
        assertThatThrownBy(() -> TrainingConfig.defaults().with("lora.tokens", 3))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("\"lora.tokens\"");
    }

    @Test
    void noSettingOfAMethodIsNamedLikeOneOfTheRun() {
        assertThat(TrainingSettings.all())
                .<String>extracting(Setting::name)
                .doesNotContainAnyElementsOf(TuningMethods.settingNames().keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "epochs, zero, epochs",
        "epochs, 0, epochs",
        "epochs, 2.5, epochs",
        "lr, -1, lr",
        "lr, NaN, lr",
        "ema, 1, ema",
        "seed, x, seed",
        "device, tpu, device",
        "precision, fp8, fp8",
        "augment, strong, augment",
        "size, 336x, size",
        "size, 0, size"
    })
    void aValueThatMakesNoSenseIsRefusedByName(String name, String value, String named) {
        assertThatThrownBy(() -> TrainingConfig.defaults().with(name, value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(named);
    }

    @Test
    void withoutDataTheMessageSaysHowToNameIt() {
        assertThatThrownBy(() -> TrainingConfig.defaults().data())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--data DIR");
    }

    @Test
    void featureLayersAreFourEvenlySpacedUpToTheLast() {
        TrainingConfig config = TrainingConfig.defaults();
        EncoderConfig encoder = EncoderConfig.of(14, 384, 12, 6);
        assertThat(config.featureLayers(encoder)).containsExactly(3, 6, 9, 12);
        assertThat(config.featureLayers(EncoderConfig.of(16, 8, 2, 2))).containsExactly(1, 2);
        assertThat(config.with("feature-layers", "12, 4").featureLayers(encoder))
                .containsExactly(4, 12);
        assertThat(config.with("feature-layers", "12, 0").featureLayers(encoder))
                .containsExactly(0, 12);
        assertThatThrownBy(() -> config.with("feature-layers", "0").featureLayers(encoder))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("0 is the image");
        assertThatThrownBy(() -> config.with("feature-layers", "13").featureLayers(encoder))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("13")
                .hasMessageContaining("1 to 12");
    }

    @Test
    void theInputFollowsTheShapeOfTheImages() {
        List<ImageSize> wide = List.of(new ImageSize(640, 480), new ImageSize(640, 480), new ImageSize(100, 100));
        assertThat(InputSize.parse("336").resolve(wide, 14)).isEqualTo(new ImageSize(336, 252));
        assertThat(InputSize.parse("336").resolve(List.of(new ImageSize(480, 640)), 14))
                .isEqualTo(new ImageSize(252, 336));
        assertThat(InputSize.parse("448x336").resolve(wide, 14)).isEqualTo(new ImageSize(448, 336));
    }

    @Test
    void aSideThatIsNoMultipleOfThePatchIsRefusedWithTheNearestOnes() {
        assertThatThrownBy(() -> InputSize.parse("340").resolve(List.of(new ImageSize(4, 3)), 14))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("336 or 350");
        assertThatThrownBy(() -> InputSize.parse("336x10").resolve(List.of(), 14))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("use 14");
    }

    @Test
    void theYamlNamesWhatIsSetAndQuotesWhatNeedsIt() {
        String yaml = TrainingConfig.defaults().with("data", "my cells: all").toYaml();
        assertThat(yaml).contains("data: \"my cells: all\"\n", "minutes: 10\n", "method: head-only\n");
        assertThat(yaml).doesNotContain("tuning-lr");
    }

    @Test
    void aMessageNamesWhereTheSettingWasGiven() {
        Settings option = Settings.NONE.with("epochs", new Settings.Given("0", "--epochs"));
        assertThatThrownBy(() -> TrainingConfig.of(option))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--epochs: 0 is too small; give at least 1");
        Settings line = Settings.NONE.with("precision", new Settings.Given("bf8", "run.yaml line 3"));
        assertThatThrownBy(() -> TrainingConfig.of(line))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("run.yaml line 3: precision: \"bf8\"");
        TrainingConfig head = TrainingConfig.of(
                Settings.NONE.with("head-settings", new Settings.Given("groups=7", "run.yaml line 4")));
        assertThat(head.headSettings().given("groups"))
                .contains(new Settings.Given("7", "run.yaml line 4: head-settings"));
    }

    @Test
    void aMethodOfJavaIsGivenWithItsSettings() {
        TrainingConfig config = TrainingConfig.defaults()
                .with(TrainingSettings.PRESET, Preset.FAST)
                .with(TuningMethods.deepPrompt(7, LayerSelection.of("last:2")));
        assertThat(config.methodSettings().texts())
                .isEqualTo(Map.of("tokens", "7", "layers", "last:2", "dropout", "0"));
        assertThat(config.get(TrainingSettings.MINUTES)).isEqualTo(1);
        assertThat(TuningMethods.create(config.get(TrainingSettings.METHOD), config.methodSettings()))
                .isEqualTo(TuningMethods.deepPrompt(7, LayerSelection.of("last:2")));
    }

    /** One that is missing there cannot be given, and would be found out only by whoever tries. */
    @Test
    void everySettingIsInTheListOfAll() {
        List<Setting<?>> declared = new ArrayList<>();
        for (Field field : TrainingSettings.class.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && field.getType() == Setting.class) {
                try {
                    declared.add((Setting<?>) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        assertThat(declared).hasSizeGreaterThan(40);
        assertThat(TrainingSettings.all()).containsExactlyInAnyOrderElementsOf(declared);
    }
}
