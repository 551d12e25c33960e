package org.vpt4j.detect.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

class DenseDecoderTest {
    private static final ImageSize CANVAS = new ImageSize(100, 50);
    private static final float HALF = 0; // logit of 1/2
    private static final float NINE_TENTHS = (float) Math.log(9);
    private static final float FIFTH = (float) Math.log(0.25);
    private static final float NOTHING = -20;
    // three locations, two classes
    private static final float[] LOGITS = {HALF, NOTHING, FIFTH, NINE_TENTHS, NOTHING, NOTHING};
    private static final float[] BOXES = {10, 10, 20, 30, -5, 20, 120, 60, 1, 2, 3, 4};

    @Test
    void everyLikelyClassOfALocationIsACandidateBestFirstClippedToTheCanvas() {
        List<Detection> found = decode(0.1, 10);
        assertThat(found).extracting(Detection::classIndex).containsExactly(1, 0, 0);
        assertThat(found)
                .extracting(Detection::box)
                .containsExactly(new Box(0, 20, 100, 50), new Box(10, 10, 20, 30), new Box(0, 20, 100, 50));
        assertThat(found.get(0).score()).isCloseTo(0.9, within(1e-6));
        assertThat(found.get(1).score()).isEqualTo(0.5);
        assertThat(found.get(2).score()).isCloseTo(0.2, within(1e-6));
    }

    @Test
    void candidatesBelowTheScoreOrBeyondTheNumberAreLeftOut() {
        assertThat(decode(0.5, 10)).extracting(Detection::score).hasSize(2).allMatch(score -> score >= 0.5);
        assertThat(decode(0.1, 1)).extracting(Detection::classIndex).containsExactly(1);
        assertThat(decode(1, 10)).isEmpty();
        assertThat(decode(0, 10)).hasSize(6);
    }

    @Test
    void aBoxOutsideOfTheCanvasAndAScoreThatIsNoNumberAreNoCandidates() {
        float[] outside = {101, 10, 120, 20, 0, 0, 1, 1};
        assertThat(DenseDecoder.decode(new float[] {HALF, Float.NaN}, outside, 1, CANVAS, 0.1, 10))
                .isEmpty();
    }

    private static List<Detection> decode(double minScore, int most) {
        return DenseDecoder.decode(LOGITS, BOXES, 2, CANVAS, minScore, most);
    }
}
