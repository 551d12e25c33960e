package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

class SizeChoiceTest {
    private static final int PATCH = 14;

    @Test
    void largeObjectsNeedTheSmallestSizeOnly() {
        SizeChoice choice = SizeChoice.of(images(100, 100, 100, 100), PATCH, side -> true, side -> false);
        assertThat(choice.size()).isEqualTo(InputSize.parse("336"));
        assertThat(choice.reason())
                .isEqualTo("input size 336: only a tenth of the objects are smaller than 34 px there");
    }

    @Test
    void smallObjectsNeedALargerOne() {
        // 30 of 1000 pixels are 16 at 533 and more; 532 and 560 are multiples of two patches
        SizeChoice choice = SizeChoice.of(images(30, 30, 30, 30, 400), PATCH, side -> true, side -> false);
        assertThat(choice.size()).isEqualTo(InputSize.parse("560"));
        assertThat(choice.reason())
                .isEqualTo("input size 560: at 336, 80 % of the objects are smaller than a patch of 14 px, at 560 0 %");
    }

    @Test
    void upToATenthOfTheObjectsMayBeSmaller() {
        List<LabelledImage> images = images(5, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100);
        assertThat(SizeChoice.of(images, PATCH, side -> true, side -> false).size())
                .isEqualTo(InputSize.parse("336"));
    }

    @Test
    void theTimeOfTheRunLimitsIt() {
        SizeChoice choice = SizeChoice.of(images(10, 10), PATCH, side -> side <= 448, side -> true);
        assertThat(choice.size()).isEqualTo(InputSize.parse("448"));
        assertThat(choice.reason())
                .isEqualTo(
                        "input size 448, the largest for this run's time: a tenth of the objects are smaller than 4 px"
                                + " there; small objects need more minutes, or --size");
    }

    @Test
    void timeToSpareGoesIntoALargerSizeThatMakesBoxesMoreExact() {
        SizeChoice choice = SizeChoice.of(images(100, 100, 100), PATCH, side -> true, side -> side <= 460);
        assertThat(choice.size()).isEqualTo(InputSize.parse("448"));
        assertThat(choice.reason())
                .isEqualTo("input size 448: 336 is enough for nine tenths of the objects, and there is time for more,"
                        + " which makes boxes more exact (--size 336 detects faster)");
        assertThat(SizeChoice.of(images(100), PATCH, side -> true, side -> true).size())
                .isEqualTo(InputSize.parse("504"));
    }

    @Test
    void imagesAreNotEnlargedForExactBoxes() {
        Annotation object = Annotation.of(0, new Box(10, 10, 90, 90));
        List<LabelledImage> images =
                List.of(new LabelledImage("a", Path.of("a"), new ImageSize(300, 430), List.of(object)));
        assertThat(SizeChoice.of(images, PATCH, side -> true, side -> true).size())
                .isEqualTo(InputSize.parse("420"));
    }

    @Test
    void crowdsAreNoObjects() {
        Annotation crowd = new Annotation(0, new Box(0, 0, 2, 2), true, 4);
        List<LabelledImage> images = List.of(
                new LabelledImage("a", Path.of("a"), new ImageSize(1000, 1000), List.of(crowd)),
                images(200).get(0));
        assertThat(SizeChoice.of(images, PATCH, side -> true, side -> false).size())
                .isEqualTo(InputSize.parse("336"));
    }

    @Test
    void withoutObjectsTheSmallestSizeIsTaken() {
        SizeChoice choice = SizeChoice.of(images(), PATCH, side -> true, side -> false);
        assertThat(choice.size()).isEqualTo(InputSize.parse("336"));
        assertThat(choice.reason()).isEqualTo("input size 336: there are no objects to go by");
    }

    @Property(tries = 200)
    void nineTenthsAreLargeEnoughAtTheChosenSizeAndNotAtTheNextSmallerOne(
            @ForAll @DoubleRange(min = 15, max = 900) double side) {
        int chosen = SizeChoice.of(images(side, side, side), PATCH, any -> true, any -> false)
                .size()
                .longer();
        assertThat(chosen % (2 * PATCH)).isZero();
        assertThat(side * chosen / 1000).isGreaterThanOrEqualTo(16);
        if (chosen > 336) {
            assertThat(side * (chosen - 2 * PATCH) / 1000).isLessThan(16);
        }
    }

    /** Square images of 1000 pixels with one square object each. */
    private static List<LabelledImage> images(double... sides) {
        List<LabelledImage> images = new ArrayList<>();
        for (double side : sides) {
            String name = images.size() + ".png";
            Annotation object = Annotation.of(0, new Box(10, 10, 10 + side, 10 + side));
            images.add(new LabelledImage(name, Path.of(name), new ImageSize(1000, 1000), List.of(object)));
        }
        return images;
    }
}
