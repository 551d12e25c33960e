package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

class FeatureFlipTest {
    /** A map of one layer, two channels, 2 x 3 cells; then a class token and the 6 cells' tokens. */
    private static final FeatureForm FORM = new FeatureForm(2, List.of(1), 7, 2, 1, 2, 3);

    private static final short[] VALUES = {
        0,
        1,
        2,
        3,
        4,
        5, // first channel, row by row
        10,
        11,
        12,
        13,
        14,
        15, // second channel
        90,
        91, // class token
        20,
        30,
        21,
        31,
        22,
        32,
        23,
        33,
        24,
        34,
        25,
        35 // a token per cell
    };

    @Test
    void withoutFlipsValuesStay() {
        assertThat(flipped(FeatureFlip.NONE)).isEqualTo(VALUES);
    }

    @Test
    void leftRightTurnsEachRowRound() {
        assertThat(flipped(new FeatureFlip(true, false)))
                .containsExactly(
                        2, 1, 0, 5, 4, 3, 12, 11, 10, 15, 14, 13, 90, 91, 22, 32, 21, 31, 20, 30, 25, 35, 24, 34, 23,
                        33);
    }

    @Test
    void upDownSwapsRows() {
        assertThat(flipped(new FeatureFlip(false, true)))
                .containsExactly(
                        3, 4, 5, 0, 1, 2, 13, 14, 15, 10, 11, 12, 90, 91, 23, 33, 24, 34, 25, 35, 20, 30, 21, 31, 22,
                        32);
    }

    @Test
    void theImageIsFlippedPixelByPixel() {
        FeatureForm form = new FeatureForm(2, List.of(0, 1), 0, 1, 2, 1, 2); // 4 x 2 pixels, then 2 x 1 cells
        ByteBuffer from = ByteBuffer.allocate(form.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (short i = 0; i < 26; i++) {
            from.putShort(Short.BYTES * i, i);
        }
        ByteBuffer to = ByteBuffer.allocate(form.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        form.parts().forEach(part -> new FeatureFlip(true, true).copy(part, from, to, part.offset()));
        short[] values = new short[26];
        to.asShortBuffer().get(values);

        assertThat(values)
                .containsExactly(
                        7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 23, 22, 21, 20, 19, 18, 17, 16, 25, 24);
    }

    @Test
    void boxesGoWithTheFeatures() {
        Annotation object = new Annotation(1, new Box(1, 2, 5, 8), true, 24);

        Annotation both = new FeatureFlip(true, true).of(object, new ImageSize(42, 28));

        assertThat(both).isEqualTo(new Annotation(1, new Box(37, 20, 41, 26), true, 24));
    }

    private static short[] flipped(FeatureFlip flip) {
        ByteBuffer from = ByteBuffer.allocate(FORM.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        from.asShortBuffer().put(VALUES);
        ByteBuffer to = ByteBuffer.allocate(FORM.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int part = 0; part < FORM.parts().size(); part++) {
            FeatureForm.Part each = FORM.parts().get(part);
            flip.copy(each, from, to, each.offset());
        }
        short[] values = new short[VALUES.length];
        to.asShortBuffer().get(values);
        return values;
    }
}
