package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.image.ImageSize;

class FeatureTimeTest {
    private static final EncoderConfig SMALL = EncoderConfig.of(14, 384, 12, 6);
    private static final FeatureTime TIME = FeatureTime.of(SMALL, new Precision.Trial(16, 8), Precision.BFLOAT16);

    @Test
    void anImageTakesTheLayersTheirTokensAndTheirAttention() {
        double tokens = 576.0 / 1024; // 24 x 24 patches
        double layer = tokens * (1.5 * 0.008 + 0.35 * 0.016 + 0.55 * 0.016 * tokens);
        assertThat(TIME.seconds(new ImageSize(336, 336))).isCloseTo(0.03 + 12 * layer, within(1e-9));
    }

    @Test
    void theSlowerPrecisionTakesLonger() {
        FeatureTime slower = FeatureTime.of(SMALL, new Precision.Trial(16, 8), Precision.FLOAT32);
        ImageSize input = new ImageSize(336, 252);
        assertThat(slower.seconds(input)).isGreaterThan(1.3 * TIME.seconds(input));
        assertThat(slower.stepSeconds(input, 0)).isGreaterThan(1.3 * TIME.stepSeconds(input, 0));
    }

    /**
     * Measured with the embedded encoder on two cores whose MLP takes 8.5 ms, and 2.2 ms in 16 bits; steps with former heads, and
     * scaled to this one by what a step of each takes on one core.
     */
    @Test
    void itIsCloseToWhatWasMeasured() {
        FeatureTime measured = FeatureTime.of(SMALL, new Precision.Trial(8.5, 2.2), Precision.BFLOAT16);
        assertThat(measured.seconds(new ImageSize(336, 252))).isCloseTo(0.075, within(0.01));
        assertThat(measured.seconds(new ImageSize(504, 504))).isCloseTo(0.21, within(0.03));
        assertThat(measured.stepSeconds(new ImageSize(504, 504), 0)).isCloseTo(0.036, within(0.008));
        assertThat(measured.stepSeconds(new ImageSize(504, 504), 1)).isCloseTo(0.09, within(0.02));
    }

    @Test
    void stepsAndFeaturesMayTakeFourFifthsOfTheRun() {
        List<ImageSize> images = Collections.nCopies(100, new ImageSize(640, 640));
        ImageSize input = new ImageSize(448, 448);
        double least = (100 * TIME.seconds(input) + 480 * TIME.stepSeconds(input, 1)) / 0.8;
        assertThat(TIME.affordable(images, 480, 1, 1.01 * least).test(448)).isTrue();
        assertThat(TIME.affordable(images, 480, 1, 1.01 * least).test(476)).isFalse();
        assertThat(TIME.affordable(images, 480, 2, 1.01 * least).test(448)).isFalse();
    }

    @Test
    void smallSetsGetManyViewsAndLargeOnesNone() {
        ImageSize input = new ImageSize(336, 336);
        double second = 1 / TIME.seconds(input); // images a second
        assertThat(TIME.views(input, (int) (7 * second), 600)).isEqualTo(FeatureTime.MOST_VIEWS);
        assertThat(TIME.views(input, (int) (70 * second), 780)).isEqualTo(3);
        assertThat(TIME.views(input, (int) (80 * second), 780)).isZero();
        assertThat(TIME.views(input, (int) (1000 * second), 600)).isZero();
    }
}
