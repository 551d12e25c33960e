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
        // 24 x 24 patches; attention is 576 / (3 · 384) = half of the rest
        assertThat(TIME.seconds(new ImageSize(336, 336))).isCloseTo(12 * 0.008 * 1.9 * 1.5 * 576 / 1024, within(1e-9));
    }

    @Test
    void theSlowerPrecisionTakesLonger() {
        FeatureTime slower = FeatureTime.of(SMALL, new Precision.Trial(16, 8), Precision.FLOAT32);
        ImageSize input = new ImageSize(336, 252);
        assertThat(slower.seconds(input)).isCloseTo(2 * TIME.seconds(input), within(1e-9));
    }

    @Test
    void sixEpochsAndTheFeaturesMayTakeSevenTenthsOfTheRun() {
        List<ImageSize> images = Collections.nCopies(100, new ImageSize(640, 640));
        // 80 of the images six times, for 0.6 of the time of their features
        double least = (100 + 6 * 0.6 * 80) * TIME.seconds(new ImageSize(448, 448)) / 0.7;
        assertThat(TIME.affordable(images, 80, 1.01 * least).test(448)).isTrue();
        assertThat(TIME.affordable(images, 80, 1.01 * least).test(476)).isFalse();
    }

    @Test
    void smallSetsGetManyViewsAndLargeOnesNone() {
        ImageSize input = new ImageSize(336, 336);
        double second = 1 / TIME.seconds(input); // images a second
        assertThat(TIME.views(input, (int) (7 * second), 600)).isEqualTo(FeatureTime.MOST_VIEWS);
        assertThat(TIME.views(input, (int) (50 * second), 780)).isEqualTo(3);
        assertThat(TIME.views(input, (int) (1000 * second), 600)).isZero();
    }
}
