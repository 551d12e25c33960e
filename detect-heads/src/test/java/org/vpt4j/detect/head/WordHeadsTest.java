package org.vpt4j.detect.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.setting.Settings;

class WordHeadsTest {
    private static final EncoderConfig ENCODER = EncoderConfig.of(8, 12, 2, 2);

    private static DetectionHead head(int hidden, int finer) {
        Settings settings = new WordSettings(hidden > 0 ? ENCODER.width() : 10, hidden, 1e-5, 0)
                .in(Settings.of(Map.of("finer", String.valueOf(finer))));
        return DetectionHeads.create("zero-shot", settings, List.of("a", "b", "c"), ENCODER, List.of(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20})
    void bothFormsAgree(int hidden) {
        assertThat(HeadParity.check(head(hidden, 2), ENCODER, List.of(2), 1e-4)).isLessThan(1e-4);
        assertThat(HeadParity.check(head(hidden, 1), ENCODER, List.of(2), 1e-4)).isLessThan(1e-4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20})
    void bothFormsOfTheOpenVocabularyHeadAgree(int hidden) {
        Settings small = Settings.of(Map.of("neck", "16", "channels", "8", "groups", "4", "convolutions", "1"));
        Settings settings = new WordSettings(hidden > 0 ? ENCODER.width() : 10, hidden, 1e-5, 2).in(small);
        DetectionHead head =
                DetectionHeads.create("open-vocab", settings, List.of("a", "b", "c"), ENCODER, List.of(0, 1, 2));
        assertThat(HeadParity.check(head, ENCODER, List.of(0, 1, 2), 1e-4)).isLessThan(1e-4);
    }

    @Test
    void aBackboneWithoutWordsIsRefused() {
        assertThatThrownBy(() -> DetectionHeads.create("zero-shot", Settings.NONE, List.of("a"), ENCODER, List.of(2)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("knows words");
    }
}
