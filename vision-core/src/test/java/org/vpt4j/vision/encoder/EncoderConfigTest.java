package org.vpt4j.vision.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vpt4j.vision.encoder.EncoderConfig.Gelu;

class EncoderConfigTest {
    /** Task files carry fingerprints: these lines never change. */
    @Test
    void theLinesOfAPublishedEncoderStayAsTheyWere() {
        assertThat(EncoderConfig.of(14, 384, 12, 6)
                        .withGrid(37)
                        .withLayerScale(true)
                        .withRegisters(4)
                        .withAntialiasing(true)
                        .fingerprintLines())
                .containsExactly(
                        "patch 14",
                        "width 384",
                        "depth 12",
                        "heads 6",
                        "hidden 1536",
                        "registers 4",
                        "layer scale true",
                        "gelu EXACT",
                        "epsilon 1.0E-6",
                        "grid 37",
                        "antialiased");
    }

    @Test
    void everySwitchChangesTheFingerprint() {
        List<EncoderConfig> others = EncoderVariants.of(TinyEncoder.CONFIG);
        assertThat(others).hasSizeGreaterThanOrEqualTo(17);
        List<List<String>> lines = new ArrayList<>(List.of(TinyEncoder.CONFIG.fingerprintLines()));
        others.forEach(other -> lines.add(other.fingerprintLines()));
        assertThat(lines).doesNotHaveDuplicates();
    }

    @Test
    void sizesThatMakeNoEncoderAreRefused() {
        assertThatThrownBy(() -> EncoderConfig.of(16, 10, 1, 3)).hasMessageContaining("10 is not divisible by 3 heads");
        assertThatThrownBy(() -> EncoderConfig.of(0, 8, 1, 2)).hasMessageContaining("patch 0");
        assertThatThrownBy(() -> EncoderConfig.of(16, 8, 1, 2).withRegisters(-1))
                .hasMessageContaining("registers -1");
        assertThatThrownBy(() -> EncoderConfig.of(16, 8, 1, 2).withGrid(0)).hasMessageContaining("grid 0");
    }

    @Test
    void onlyThePublishedTokensComeBeforeThePatches() {
        EncoderConfig vit = EncoderConfig.of(16, 8, 1, 2).withGelu(Gelu.TANH);
        assertThat(vit.prefixTokens()).isEqualTo(1);
        assertThat(vit.withRegisters(4).prefixTokens()).isEqualTo(5);
        assertThat(vit.withClassToken(false).prefixTokens()).isZero();
    }
}
