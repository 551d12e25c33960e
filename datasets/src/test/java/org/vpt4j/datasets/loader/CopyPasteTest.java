package org.vpt4j.datasets.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

class CopyPasteTest {
    private static final int GREY = 0x606060;
    private static final ImageSize SIZE = new ImageSize(120, 90);
    private static final Clipping CLIPPING = new Clipping(0.25);
    private static final double BLUR = 1.8; // pixels at an object's edge that scaling mixes with what is around

    /** Many objects of class 0, two of class 1, one of class 2: image 0 has only class 0. */
    private static Painted.Source source() {
        Sample common = Painted.sample(
                SIZE,
                GREY,
                List.of(
                        Annotation.of(0, new Box(5, 5, 45, 35)),
                        Annotation.of(0, new Box(60, 10, 80, 30)),
                        Annotation.of(0, new Box(90, 50, 110, 80)),
                        Annotation.of(0, new Box(20, 60, 40, 85)),
                        Annotation.of(0, new Box(0, 80, 4, 84)),
                        Annotation.of(0, new Box(6, 80, 10, 84)),
                        Annotation.of(0, new Box(12, 80, 16, 84))));
        Sample mixed = Painted.sample(
                new ImageSize(60, 45),
                0x808080,
                List.of(
                        Annotation.of(0, new Box(2, 2, 12, 12)),
                        Annotation.of(1, new Box(20, 10, 32, 20)),
                        Annotation.of(1, new Box(40, 30, 52, 42))));
        Sample rarest =
                Painted.sample(new ImageSize(240, 180), 0x909090, List.of(Annotation.of(2, new Box(30, 40, 70, 90))));
        return new Painted.Source(3, common, mixed, rarest);
    }

    private static Sample pasted(Painted.Source source, int index, long seed) {
        CopyPaste pasting = new CopyPaste(RareClasses.of(source.dataset()), 3, 0.3, 1.25, CLIPPING);
        return pasting.apply(source.read(index), index, source, new SplittableRandom(seed));
    }

    @Property(tries = 500)
    void pastedBoxesShowTheirObjectsAndHideLittle(@ForAll long seed) {
        Painted.Source source = source();
        Sample before = source.read(0);
        Sample after = pasted(source, 0, seed);
        assertThat(after.image().size()).isEqualTo(SIZE);
        int there = before.annotations().size();
        assertThat(after.annotations().subList(0, there)).isEqualTo(before.annotations());
        for (Annotation object :
                after.annotations().subList(there, after.annotations().size())) {
            assertThat(object.classIndex()).isIn(1, 2);
            assertThat(object.box().clip(SIZE)).isEqualTo(object.box());
            assertThat(object.area()).isEqualTo(object.box().area());
            int color = Painted.color(object.classIndex());
            if (after.annotations().indexOf(object) == after.annotations().size() - 1) { // may hide some of the others
                assertThat(Painted.deviation(after.image(), object.box(), BLUR, color))
                        .isLessThanOrEqualTo(1);
            }
            // the objects cover 0.0444 to 0.0534 of their images
            double relative = object.box().area() / SIZE.width() / SIZE.height();
            assertThat(relative).isBetween(0.0444 / 1.25 / 1.25, 0.0534 * 1.25 * 1.25);
            for (Annotation other : before.annotations()) {
                double smaller = Math.min(object.box().area(), other.box().area());
                assertThat(object.box().intersection(other.box())).isLessThanOrEqualTo(0.3 * smaller + 1e-9);
            }
        }
    }

    @Test
    void pixelsOutsideOfAHardEdgeStayAndASoftOneFadesOut() {
        int hard = 0;
        int soft = 0;
        for (int seed = 0; seed < 300; seed++) {
            Sample before = Painted.sample(SIZE, GREY, List.of());
            Painted.Source source = source();
            Sample after = new CopyPaste(RareClasses.of(source.dataset()), 1, 0.3, 1.25, CLIPPING)
                    .apply(before, 0, source, new SplittableRandom(seed));
            Box box = after.annotations().get(0).box();
            int changed = 0;
            double edge = 0.15 * Math.min(box.width(), box.height());
            for (int y = 0; y < SIZE.height(); y++) {
                for (int x = 0; x < SIZE.width(); x++) {
                    double away = Math.max(
                            Math.max(box.x1() - x - 0.5, x + 0.5 - box.x2()),
                            Math.max(box.y1() - y - 0.5, y + 0.5 - box.y2()));
                    boolean same = after.image().rgb(x, y) == GREY;
                    assertThat(same || away <= edge).isTrue();
                    changed += !same && away > 0 ? 1 : 0;
                }
            }
            hard += changed == 0 ? 1 : 0;
            soft += changed > 0 ? 1 : 0;
        }
        assertThat(hard).isBetween(110, 190);
        assertThat(soft).isBetween(110, 190);
    }

    @Test
    void neighboursInAPastedBoxComeAlong() {
        Annotation rare = Annotation.of(1, new Box(30, 30, 60, 60));
        Annotation inside = Annotation.of(0, new Box(50, 50, 66, 66)); // 10 x 10 of its 16 x 16 pixels
        Annotation aside = Annotation.of(0, new Box(0, 0, 31, 31));
        Sample from = Painted.sample(SIZE, GREY, List.of(aside, rare, inside));
        Sample empty = Painted.sample(SIZE, GREY, List.of());
        Sample common = Painted.sample(SIZE, GREY, List.of(aside, aside));
        Painted.Source source = new Painted.Source(2, empty, from, common);
        Sample after = new CopyPaste(RareClasses.of(source.dataset()), 1, 0.3, 1, CLIPPING)
                .apply(empty, 0, source, new SplittableRandom(3));
        assertThat(after.annotations()).extracting(Annotation::classIndex).containsExactly(1, 0);
        assertThat(after.annotations().get(1).box().width()).isEqualTo(10, within(1e-9));
    }

    @Test
    void oneOtherImageIsReadForUpToThreeObjects() {
        Set<Integer> counts = new TreeSet<>();
        for (int seed = 0; seed < 60; seed++) {
            Painted.Source source = source();
            Sample after = pasted(source, 2, seed);
            assertThat(source.read).containsExactly(2, 1);
            counts.add(after.annotations().size() - 1);
        }
        assertThat(counts).containsExactly(1, 2);
    }

    @Property(tries = 100)
    void theSameNumbersPasteTheSame(@ForAll long seed) {
        Sample one = pasted(source(), 0, seed);
        Sample two = pasted(source(), 0, seed);
        assertThat(one.annotations()).isEqualTo(two.annotations());
        assertThat(one.image().rgb()).isEqualTo(two.image().rgb());
        assertThat(source().read(0).image().rgb()).isNotEqualTo(one.image().rgb());
    }

    @Test
    void whereNoPlaceIsFreeNothingIsPasted() {
        List<Annotation> rows = new ArrayList<>();
        for (int y = 0; y < 90; y += 10) {
            rows.add(Annotation.of(0, new Box(0, y, 120, y + 10)));
        }
        Sample full = Painted.sample(SIZE, GREY, rows);
        Painted.Source source = source();
        Sample after = new CopyPaste(RareClasses.of(source.dataset()), 3, 0.3, 1.25, CLIPPING)
                .apply(full, 0, source, new SplittableRandom(1));
        assertThat(after.annotations()).isEqualTo(full.annotations());
        assertThat(after.image().rgb()).isEqualTo(full.image().rgb());
    }

    @Test
    void frequencyDecidesWhatIsRare() {
        List<Annotation> objects = new ArrayList<>();
        int[] counts = {90, 61, 20, 10, 0}; // with two more below, a class has 36.6 on average, two thirds are 24.4
        for (int i = 0; i < counts.length; i++) {
            for (int k = 0; k < counts[i]; k++) {
                objects.add(Annotation.of(i, new Box(1, 1, 6, 6)));
            }
        }
        objects.add(new Annotation(3, new Box(1, 1, 6, 6), true, 25)); // a crowd
        objects.add(Annotation.of(4, new Box(1, 1, 119, 89))); // nearly the whole image
        objects.add(Annotation.of(3, new Box(0, 30, 9, 39))); // cut off
        RareClasses rare = RareClasses.of(new Painted.Source(5, Painted.sample(SIZE, GREY, objects)).dataset());
        assertThat(rare.indices()).containsExactly(2, 3);
        int[] drawn = new int[5];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 40_000; i++) {
            RareClasses.Place place = rare.draw(-1, random).orElseThrow();
            Annotation object = objects.get(place.annotation());
            assertThat(object.crowd()).isFalse();
            assertThat(object.box().x1()).isGreaterThan(0);
            drawn[object.classIndex()]++;
        }
        assertThat(drawn[3] / (double) drawn[2]).isBetween(1.3, 1.4); // the root of 20 / 11
    }

    @Test
    void equalClassesAreNotRareAndAnImagesOwnObjectsAreNotPasted() {
        Sample even = Painted.sample(
                SIZE, GREY, List.of(Annotation.of(0, new Box(0, 0, 9, 9)), Annotation.of(1, new Box(20, 0, 29, 9))));
        Painted.Source source = new Painted.Source(2, even, even);
        assertThat(RareClasses.of(source.dataset()).indices()).isEmpty();
        assertThat(pasted(source, 0, 1)).isSameAs(even);
        Painted.Source lone = new Painted.Source(3, source().read(1));
        assertThat(RareClasses.of(lone.dataset()).draw(0, new SplittableRandom(1)))
                .isEmpty();
    }
}
