package org.vpt4j.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalizationTest {
    private final Image two = Image.of(new ImageSize(2, 1), new byte[] {0, (byte) 128, (byte) 255, 10, 20, 30});

    @Test
    void channelsBecomePlanes() {
        float[] target = new float[8];
        Normalization.HALF.write(two, target, 1);
        float[] expected = {0, -1, 10 / 127.5f - 1, 128 / 127.5f - 1, 20 / 127.5f - 1, 1, 30 / 127.5f - 1, 0};
        assertThat(target).containsExactly(expected, within(1e-6f));
    }

    @Test
    void meanAndStdAreThoseOfTheirChannel() {
        FloatBuffer target = FloatBuffer.allocate(6);
        Normalization.IMAGENET.write(two, target, 0);
        assertThat(target.get(0)).isCloseTo(-0.485f / 0.229f, within(1e-6f));
        assertThat(target.get(2)).isCloseTo((128 / 255f - 0.456f) / 0.224f, within(1e-6f));
        assertThat(target.get(4)).isCloseTo((1 - 0.406f) / 0.225f, within(1e-6f));
        assertThat(target.position()).isZero();
    }

    @Test
    void numbersThatCannotBeMeanAndStdAreRefused() {
        List<Double> three = List.of(0.5, 0.5, 0.5);
        assertThatThrownBy(() -> new Normalization(three, List.of(0.5, 0.0, 0.5)))
                .hasMessageContaining("std above 0");
        assertThatThrownBy(() -> new Normalization(List.of(0.5), three)).hasMessageContaining("three");
        assertThatThrownBy(() -> new Normalization(List.of(0.5, Double.NaN, 0.5), three))
                .hasMessageContaining("NaN");
    }
}
