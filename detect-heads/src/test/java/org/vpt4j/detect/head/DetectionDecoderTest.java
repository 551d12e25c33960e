package org.vpt4j.detect.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

class DetectionDecoderTest {
    // two images with two places each; the second image has one detection
    private static final FloatBuffer BOXES = floats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 0, 0, 0);
    private static final FloatBuffer SCORES = floats(0.75f, 0.25f, 0.5f, 0);
    private static final LongBuffer CLASSES = LongBuffer.wrap(new long[] {3, 0, 1, -1});

    private static final DetectionDecoder DECODER =
            new DetectionDecoder(List.of("a", "b", "c", "d"), true, new ImageSize(100, 100));

    private static FloatBuffer floats(float... values) {
        return FloatBuffer.wrap(values);
    }

    @Test
    void everyImageHasItsOwnDetectionsAndPlacesThatAreLeftOverHaveNone() {
        assertThat(DECODER.decodeSuppressed(2, BOXES, SCORES, CLASSES, 0))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .containsExactly(
                                        new Detection(3, new Box(1, 2, 3, 4), 0.75),
                                        new Detection(0, new Box(5, 6, 7, 8), 0.25)),
                        second -> assertThat(second).containsExactly(new Detection(1, new Box(9, 10, 11, 12), 0.5)));
    }

    @Test
    void aScoreBelowTheLowestIsLeftOutAndTheLowestItselfIsKept() {
        assertThat(DECODER.decodeSuppressed(2, BOXES, SCORES, CLASSES, 0.5))
                .allSatisfy(found -> assertThat(found).hasSize(1).allMatch(detection -> detection.score() >= 0.5));
    }

    @Test
    void valuesThatDoNotFitTogetherAreRefused() {
        assertThatThrownBy(() -> DECODER.decodeSuppressed(3, BOXES, SCORES, CLASSES, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 classes, 4 scores and 16 box edges");
    }
}
