package org.vpt4j.datasets.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

class MosaicTest {
    private static final Mosaic MOSAIC = new Mosaic(0.6, 1.2, 0.3, new Clipping(0.25));
    private static final int GREY = 0x606060;
    private static final double BLUR = 1.5; // pixels at an object's edge that scaling mixes with what is around

    /** Images of several sizes, each with two objects of a class of its own. */
    private static Painted.Source source() {
        List<ImageSize> sizes =
                List.of(new ImageSize(80, 60), new ImageSize(60, 80), new ImageSize(160, 90), new ImageSize(40, 40));
        Sample[] samples = new Sample[sizes.size()];
        for (int i = 0; i < samples.length; i++) {
            int w = sizes.get(i).width();
            int h = sizes.get(i).height();
            int eighthOfWidth = w / 8;
            int eighthOfHeight = h / 8;
            int halfOfWidth = w / 2;
            int halfOfHeight = h / 2;
            int right = eighthOfWidth + w / 4;
            samples[i] = Painted.sample(
                    sizes.get(i),
                    GREY,
                    List.of(
                            Annotation.of(i, new Box(eighthOfWidth, eighthOfHeight, right, halfOfHeight)),
                            Annotation.of(i, new Box(halfOfWidth, halfOfHeight, w - 2, h - 3))));
        }
        return new Painted.Source(samples.length, samples);
    }

    @Property(tries = 400)
    void boxesLieOnTheirObjects(@ForAll long seed, @ForAll @IntRange(max = 3) int index) {
        Painted.Source source = source();
        Sample own = source.read(index);
        Sample mosaic = MOSAIC.apply(own, index, source, new SplittableRandom(seed));
        assertThat(mosaic.image().size()).isEqualTo(own.image().size());
        for (Annotation object : mosaic.annotations()) {
            assertThat(object.box().clip(mosaic.image().size())).isEqualTo(object.box());
            assertThat(object.area()).isEqualTo(object.box().area()).isGreaterThan(0);
            int color = Painted.color(object.classIndex());
            assertThat(Painted.deviation(mosaic.image(), object.box(), BLUR, color))
                    .isLessThanOrEqualTo(1);
        }
    }

    /** At zoom 1 an object keeps its size; that of the image itself is there once at most. */
    @Property(tries = 400)
    void whatIsDroppedIsHardlyVisible(@ForAll long seed, @ForAll @IntRange(min = 4, max = 30) int side) {
        ImageSize size = new ImageSize(60, 50);
        Sample other = Painted.sample(size, GREY, List.of());
        Sample own = Painted.sample(size, GREY, List.of(Annotation.of(0, new Box(20, 15, 20 + side, 15 + side))));
        Sample mosaic = new Mosaic(1, 1, 0.3, new Clipping(0.25))
                .apply(own, 1, new Painted.Source(1, other, own), new SplittableRandom(seed));
        long visible = Painted.count(mosaic.image(), Painted.color(0));
        if (mosaic.annotations().isEmpty()) {
            assertThat((double) visible).isLessThan(0.25 * side * side);
        } else {
            Box box = mosaic.annotations().get(0).box();
            assertThat(mosaic.annotations()).hasSize(1);
            assertThat((double) visible)
                    .isBetween((box.width() - 2) * (box.height() - 2), (box.width() + 2) * (box.height() + 2));
        }
    }

    @Property(tries = 100)
    void theSameNumbersGiveTheSameMosaic(@ForAll long seed) {
        Sample own = source().read(1);
        Sample one = MOSAIC.apply(own, 1, source(), new SplittableRandom(seed));
        Sample two = MOSAIC.apply(own, 1, source(), new SplittableRandom(seed));
        assertThat(one.annotations()).isEqualTo(two.annotations());
        assertThat(one.image().rgb()).isEqualTo(two.image().rgb());
        assertThat(own.image().rgb()).isEqualTo(source().read(1).image().rgb());
    }

    @Test
    void threeOtherImagesAreReadAndAllTakeTheirTurn() {
        Set<Integer> seen = new TreeSet<>();
        for (int seed = 0; seed < 40; seed++) {
            Painted.Source source = source();
            Sample own = source.read(2);
            source.read.clear();
            MOSAIC.apply(own, 2, source, new SplittableRandom(seed));
            assertThat(source.read).hasSize(3).doesNotContain(2);
            seen.addAll(source.read);
        }
        assertThat(seen).containsExactly(0, 1, 3);
    }

    @Test
    void everyPartShowsOneImage() {
        Sample[] plain = new Sample[4];
        for (int i = 0; i < 4; i++) {
            plain[i] = Painted.sample(new ImageSize(50, 40), Painted.color(i), List.of());
        }
        Painted.Source source = new Painted.Source(4, plain);
        Mosaic filling = new Mosaic(1, 1, 0.3, new Clipping(0.25)); // no part is larger than the image
        for (int seed = 0; seed < 30; seed++) {
            Sample mosaic = filling.apply(plain[3], 3, source, new SplittableRandom(seed));
            long own = Painted.count(mosaic.image(), Painted.color(3));
            assertThat(own).isBetween((long) (0.09 * 2000), (long) (0.49 * 2000));
            long all = own;
            for (int i = 0; i < 3; i++) {
                all += Painted.count(mosaic.image(), Painted.color(i));
            }
            assertThat(all).isEqualTo(2000);
        }
    }

    @Test
    void aLoneImageIsAMosaicOfItselfAndOneOfASinglePixelStays() {
        Sample lone = Painted.sample(new ImageSize(50, 40), GREY, List.of());
        Painted.Source source = new Painted.Source(1, lone);
        assertThat(MOSAIC.apply(lone, 0, source, new SplittableRandom(1))
                        .image()
                        .size())
                .isEqualTo(lone.image().size());
        assertThat(source.read).containsExactly(0, 0, 0);
        Sample pixel = Painted.sample(new ImageSize(1, 9), GREY, List.of());
        assertThat(MOSAIC.apply(pixel, 0, source, new SplittableRandom(1))).isSameAs(pixel);
    }
}
