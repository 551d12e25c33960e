package org.vpt4j.detect.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

class CandidateDecoderTest {
    private static final ImageSize INPUT = new ImageSize(100, 50);
    private static final float HALF = 0; // logit of 1/2
    private static final float NINE_TENTHS = (float) Math.log(9);
    private static final float FIFTH = (float) Math.log(0.25);
    private static final float NOTHING = -20;
    // three locations, two classes
    private static final float[] LOGITS = {HALF, NOTHING, FIFTH, NINE_TENTHS, NOTHING, NOTHING};
    private static final float[] BOXES = {10, 10, 20, 30, -5, 20, 120, 60, 1, 2, 3, 4};

    @Test
    void everyLikelyClassOfALocationIsACandidateBestFirstClippedToTheInput() {
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
        assertThat(decode(0.1, 0)).isEmpty();
        assertThat(decode(0, 10)).hasSize(6);
    }

    @Test
    void aBoxOutsideOfTheInputAndAScoreThatIsNoNumberAreNoCandidates() {
        float[] outside = {101, 10, 120, 20, 0, 0, 1, 1};
        Proposals proposals = Proposals.ofLogits(1, 1, new float[] {HALF, Float.NaN}, outside);
        assertThat(CandidateDecoder.decode(proposals, 0, INPUT, 0.1, 10)).isEmpty();
    }

    @Test
    void ofEqualScoresTheEarlierLocationAndTheEarlierClassComeFirst() {
        float[] scores = {0.5f, 0.5f, 0.25f, 0.5f};
        float[] boxes = {0, 0, 1, 1, 2, 2, 3, 3};
        Proposals proposals = new Proposals(1, 2, FloatBuffer.wrap(scores), FloatBuffer.wrap(boxes));
        List<Detection> found = CandidateDecoder.decode(proposals, 0, INPUT, 0.1, 10);
        assertThat(found).extracting(Detection::classIndex).containsExactly(0, 1, 1, 0);
        assertThat(found).extracting(d -> d.box().x1()).containsExactly(0.0, 0.0, 2.0, 2.0);
    }

    @Test
    void everyImageOfABatchIsReadByItself() {
        float[] scores = {0.5f, 0, 0, 0.75f};
        float[] boxes = {0, 0, 1, 1, 0, 0, 2, 2, 0, 0, 3, 3, 0, 0, 4, 4};
        Proposals proposals = new Proposals(2, 1, FloatBuffer.wrap(scores), FloatBuffer.wrap(boxes));
        assertThat(proposals.locations()).isEqualTo(2);
        assertThat(CandidateDecoder.decode(proposals, 0, INPUT, 0.1, 10))
                .containsExactly(new Detection(0, new Box(0, 0, 1, 1), 0.5));
        assertThat(CandidateDecoder.decode(proposals, 1, INPUT, 0.1, 10))
                .containsExactly(new Detection(0, new Box(0, 0, 4, 4), 0.75));
    }

    @Test
    void numbersOfValuesThatDoNotFitTogetherAreRefused() {
        assertThatThrownBy(() -> new Proposals(2, 2, FloatBuffer.allocate(8), FloatBuffer.allocate(12)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("8 scores", "12 edges", "2 images", "2 classes");
    }

    private static List<Detection> decode(double minScore, int most) {
        return CandidateDecoder.decode(Proposals.ofLogits(1, 2, LOGITS, BOXES), 0, INPUT, minScore, most);
    }
}
