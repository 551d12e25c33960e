package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.vpt4j.vision.tuning.TuningMethods;

/** The order in which settings are given never matters. */
class SettingOrderTest {
    private static final Map<String, String> GIVEN = new LinkedHashMap<>();

    static {
        GIVEN.put("preset", "fast");
        GIVEN.put("method", "lora");
        GIVEN.put("rank", "3");
        GIVEN.put("lora.layers", "last:2");
        GIVEN.put("head", "dense");
        GIVEN.put("head-settings", "channels=64");
        GIVEN.put("epochs", "7");
        GIVEN.put("cache", "off");
        GIVEN.put("tuning-lr", "0.01");
        GIVEN.put("seed", "5");
    }

    @Provide
    Arbitrary<List<String>> someInAnyOrder() {
        return Arbitraries.subsetOf(GIVEN.keySet()).flatMap(keys -> Arbitraries.shuffle(List.copyOf(keys)));
    }

    @Property(tries = 300)
    void givenInAnyOrderSettingsLeadToTheSameRun(@ForAll("someInAnyOrder") List<String> keys) {
        Map<String, String> atOnce = new LinkedHashMap<>(GIVEN);
        atOnce.keySet().retainAll(keys);
        TrainingConfig oneByOne = TrainingConfig.defaults();
        for (String key : keys) {
            oneByOne = oneByOne.with(key, GIVEN.get(key));
        }
        assertThat(oneByOne).isEqualTo(TrainingConfig.of(atOnce));
        assertThat(oneByOne.values()).isEqualTo(TrainingConfig.of(atOnce).values());
        assertThat(oneByOne.methodSettings())
                .isEqualTo(TrainingConfig.of(atOnce).methodSettings());
    }

    @Example
    void aPresetThatIsReplacedLeavesNothing() {
        TrainingConfig config = TrainingConfig.defaults().with("preset", "fast").with("preset", "balanced");
        assertThat(config.get(TrainingSettings.MINUTES)).isEqualTo(10);
        assertThat(config).isEqualTo(TrainingConfig.defaults());
    }

    @Example
    void aPresetAndAnotherMethodGoTogetherInAnyOrder() {
        TrainingConfig first = TrainingConfig.defaults().with("preset", "fast").with("method", "head-only");
        TrainingConfig last =
                TrainingConfig.defaults().with("method", "head-only").with("preset", "fast");
        assertThat(first).isEqualTo(last);
        assertThat(first.methodSettings().given()).isEmpty();
        assertThat(first.get(TrainingSettings.MINUTES)).isEqualTo(1);
        assertThat(TrainingConfig.defaults()
                        .with(TrainingSettings.PRESET, Preset.FAST)
                        .with(TuningMethods.headOnly()))
                .isEqualTo(first);
    }
}
