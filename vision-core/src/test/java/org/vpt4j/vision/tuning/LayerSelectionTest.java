package org.vpt4j.vision.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.vision.error.ConfigException;

class LayerSelectionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"all|1,2,3,4,5,6", "last:2|5,6", "last:6|1,2,3,4,5,6", "3|3", "6, 3,4|3,4,6"})
    void itNamesLayersOfAnEncoder(String text, String layers) {
        assertThat(LayerSelection.of(text).in(6).stream().map(String::valueOf)).containsExactly(layers.split(","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "last:4", "3,6,9"})
    void itIsWrittenAsItIsRead(String text) {
        assertThat(LayerSelection.of(text)).hasToString(text);
        assertThat(LayerSelection.of(LayerSelection.of(text).toString())).isEqualTo(LayerSelection.of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "some", "last", "last:", "last:0", "0", "-1", "1,,2", "1,2,", "3-6", "2,2"})
    void whatCannotBeReadIsQuoted(String text) {
        assertThatThrownBy(() -> LayerSelection.of(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("layers: \"" + text + "\"");
    }

    @Test
    void moreLayersThanTheEncoderHasAreRefused() {
        for (String text : new String[] {"last:7", "1,7"}) {
            assertThatThrownBy(() -> LayerSelection.of(text).in(6))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContainingAll(text, "only 6 layers");
        }
    }
}
