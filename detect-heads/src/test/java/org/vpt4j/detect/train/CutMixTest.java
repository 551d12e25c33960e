package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

class CutMixTest {
    /** The image, 4 x 6 pixels, a map of one channel, 2 x 3 cells, then a class token and the cells' tokens, of one value. */
    private static final FeatureForm FORM = new FeatureForm(2, List.of(0, 1), 7, 1, 2, 2, 3);

    private static final ImageSize INPUT = new ImageSize(6, 4);

    @Test
    void afterAVerticalCutEachRowIsTheOtherImages() {
        short[] joined = joined(new CutMix(true, 2), FeatureFlip.NONE);

        assertThat(List.of(joined[0], joined[3], joined[4], joined[5])).containsExactly(s(0), s(3), s(1004), s(1005));
        assertThat(joined[3 * 24]).isEqualTo(s(72)); // the map, whose first two of three columns are the image's own
        assertThat(List.of(joined[73], joined[74], joined[77])).containsExactly(s(73), s(1074), s(1077));
        assertThat(List.of(joined[78], joined[80], joined[81]))
                .containsExactly(s(78), s(80), s(1081)); // class token, cells
    }

    @Test
    void afterAHorizontalCutAllRowsAreTheOtherImagesTurnedOrNot() {
        CutMix cut = new CutMix(false, 1);

        assertThat(List.of(joined(cut, FeatureFlip.NONE)[11], joined(cut, FeatureFlip.NONE)[12]))
                .containsExactly(s(11), s(1012));
        assertThat(joined(cut, new FeatureFlip(true, false))[12]).isEqualTo(s(1017));
        assertThat(joined(cut, new FeatureFlip(false, true))[12]).isEqualTo(s(1006));
    }

    @Test
    void objectsAreThoseOnTheirOwnSideAndHalvesAreIgnored() {
        Annotation left = Annotation.of(0, new Box(0, 0, 2, 2));
        Annotation most = Annotation.of(1, new Box(1, 0, 5, 2)); // three quarters before the cut
        Annotation right = Annotation.of(2, new Box(4, 1, 6, 3));
        Annotation little = Annotation.of(3, new Box(0, 2, 5, 4)); // a fifth after the cut

        List<Annotation> joined =
                new CutMix(true, 2).join(List.of(left, most, right), List.of(left, right, little), INPUT, 2);

        assertThat(joined)
                .containsExactly(
                        left,
                        Annotation.of(1, new Box(1, 0, 4, 2)),
                        right,
                        new Annotation(3, new Box(4, 2, 5, 4), true, 2));
    }

    @Test
    void cutsAreDrawnInTheMiddleHalfAndAsOftenAsAsked() {
        FeatureForm form = new FeatureForm(13, List.of(12), 0, 8, 14, 24, 32);
        SplittableRandom random = new SplittableRandom(1);
        int drawn = 0;
        for (int i = 0; i < 1000; i++) {
            var cut = CutMix.drawn(0.3, form, random);
            drawn += cut.isPresent() ? 1 : 0;
            cut.ifPresent(found -> assertThat(found.at()).isBetween(6, found.vertical() ? 23 : 17));
        }
        assertThat(drawn).isBetween(250, 350);
        assertThat(CutMix.drawn(1, new FeatureForm(2, List.of(1), 0, 8, 14, 1, 1), random))
                .isEmpty();
    }

    private static short s(int value) {
        return (short) value;
    }

    /** The values from 0 of one image, after the cut those of another, from 1000. */
    private static short[] joined(CutMix cut, FeatureFlip flip) {
        ByteBuffer to = image(0);
        FORM.parts().forEach(part -> flip.copyAfter(cut, FORM, part, image(1000), to, part.offset()));
        short[] values = new short[FORM.bytes() / Short.BYTES];
        to.asShortBuffer().get(values);
        return values;
    }

    private static ByteBuffer image(int first) {
        ByteBuffer values = ByteBuffer.allocate(FORM.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < FORM.bytes() / Short.BYTES; i++) {
            values.putShort(Short.BYTES * i, s(first + i));
        }
        return values;
    }
}
