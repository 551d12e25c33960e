package org.vpt4j.datasets.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

class AugmentationsTest {
    /** Those that move pixels by whole pixels, and change them only a little. */
    @Provide
    Arbitrary<Augmentations.Kind> exact() {
        return Arbitraries.of(
                Augmentations.Kind.UPRIGHT,
                Augmentations.Kind.ANY_DIRECTION,
                Augmentations.Kind.NO_MIRROR,
                Augmentations.Kind.LIGHT,
                Augmentations.Kind.LIGHT_ANY_DIRECTION,
                Augmentations.Kind.NONE);
    }

    @Property(tries = 600)
    void boxesFollowThePixels(
            @ForAll long seed,
            @ForAll("exact") Augmentations.Kind kind,
            @ForAll @IntRange(min = 0, max = 60) int x,
            @ForAll @IntRange(min = 0, max = 40) int y,
            @ForAll @IntRange(min = 1, max = 19) int width,
            @ForAll @IntRange(min = 1, max = 19) int height) {
        Box box = Box.ofXywh(x, y, width, height);
        Sample sample = Painted.sample(new ImageSize(80, 60), 3, box);

        Sample changed = Painted.changed(kind, sample, seed);

        Box found = Painted.object(changed.image());
        if (changed.annotations().isEmpty()) {
            double left = found == null ? 0 : found.area();
            assertThat(left).isLessThan(0.25 * box.area());
        } else {
            Annotation only = changed.annotations().get(0);
            assertThat(found).isEqualTo(only.box());
            assertThat(only.classIndex()).isEqualTo(3);
            assertThat(only.box().clip(changed.image().size())).isEqualTo(only.box());
            assertThat(only.area()).isEqualTo(only.box().area());
        }
    }

    @Property(tries = 200)
    void zoomSetsTheSizeOfTheWindow(@ForAll long seed) {
        Sample sample = Painted.sample(new ImageSize(100, 50), 3, new Box(0, 0, 1, 1));
        Image in = new ScaleCrop(2, 2, 0.25)
                .apply(sample, new SplittableRandom(seed))
                .image();
        Image out = new ScaleCrop(0.5, 0.5, 0.25)
                .apply(sample, new SplittableRandom(seed))
                .image();
        assertThat(in.size()).isEqualTo(new ImageSize(50, 25));
        assertThat(out.size()).isEqualTo(new ImageSize(200, 100));
        assertThat(Painted.count(out, Painted.GROUND) + Painted.count(out, Painted.OBJECT))
                .isEqualTo(100 * 50);
    }

    @Test
    void theWindowReachesEverySide() {
        Sample sample = Painted.sample(new ImageSize(40, 40), 3, new Box(0, 0, 1, 1));
        SplittableRandom random = new SplittableRandom(5);
        boolean first = false;
        boolean gone = false;
        for (int i = 0; i < 500; i++) {
            Sample cut = new ScaleCrop(1.25, 1.25, 0.25).apply(sample, random);
            first |= !cut.annotations().isEmpty();
            gone |= cut.annotations().isEmpty();
        }
        assertThat(first).isTrue();
        assertThat(gone).isTrue();
    }

    @Test
    void flipsHappenAsOftenAsTheyShould() {
        Sample sample = Painted.sample(new ImageSize(8, 8), 3, new Box(0, 0, 2, 3));
        SplittableRandom random = new SplittableRandom(1);
        int flipped = 0;
        for (int i = 0; i < 2000; i++) {
            Sample result = new HorizontalFlip(0.25).apply(sample, random);
            flipped += result.annotations().get(0).box().x1() > 0 ? 1 : 0;
        }
        assertThat(flipped).isBetween(420, 580);
        assertThat(new VerticalFlip(0).apply(sample, random)).isSameAs(sample);
    }

    @Test
    void twoFlipsAreNone() {
        Sample sample = Painted.sample(new ImageSize(7, 5), 3, new Box(1, 1, 3, 4));
        SplittableRandom random = new SplittableRandom(1);
        AugmentationSequence twice = AugmentationSequence.of(
                new HorizontalFlip(1),
                new VerticalFlip(1),
                new HorizontalFlip(1),
                new VerticalFlip(1),
                new Transposition(1),
                new Transposition(1));
        Sample same = twice.move(sample, random);
        assertThat(same.annotations()).isEqualTo(sample.annotations());
        assertThat(same.image().rgb()).isEqualTo(sample.image().rgb());
    }

    @Test
    void rowsBecomeColumns() {
        Image image = Painted.image(2, 3, 1, 2, 3, 4, 5, 6); // 1 2 / 3 4 / 5 6
        Sample sample = new Sample(image, List.of(Annotation.of(0, new Box(1, 0, 2, 3))));
        Sample swapped = new Transposition(1).apply(sample, new SplittableRandom(0));
        assertThat(swapped.image().rgb())
                .isEqualTo(Painted.image(3, 2, 1, 3, 5, 2, 4, 6).rgb());
        assertThat(swapped.annotations()).containsExactly(Annotation.of(0, new Box(0, 1, 3, 2)));
    }

    @Test
    void everyPixelOfALargeImageIsSwapped() {
        Image image = Painted.image(
                67, 101, new SplittableRandom(3).ints(67 * 101, 0, 256).toArray());
        Image swapped = new Transposition(1)
                .apply(new Sample(image, List.of()), new SplittableRandom(0))
                .image();
        for (int x = 0; x < 67; x++) {
            for (int y = 0; y < 101; y++) {
                assertThat(swapped.rgb(y, x)).isEqualTo(image.rgb(x, y));
            }
        }
    }

    @Test
    void aSwapAfterAFlipIsAQuarterTurn() {
        Image image = Painted.image(2, 3, 1, 2, 3, 4, 5, 6);
        Sample sample = new Sample(image, List.of(Annotation.of(0, new Box(0, 0, 1, 1))));
        Sample left = AugmentationSequence.of(new HorizontalFlip(1), new Transposition(1))
                .move(sample, new SplittableRandom(0));
        assertThat(left.image().size()).isEqualTo(new ImageSize(3, 2));
        assertThat(left.image().rgb())
                .isEqualTo(Painted.image(3, 2, 2, 4, 6, 1, 3, 5).rgb());
        assertThat(left.annotations()).containsExactly(Annotation.of(0, new Box(0, 1, 1, 2)));
    }

    /** The way from one object to another tells the orientation, wherever zoom and crop move both. */
    @Test
    void eachKindHasItsOrientations() {
        assertThat(orientations(Augmentations.Kind.NONE)).isEqualTo(Set.of("8 24"));
        assertThat(orientations(Augmentations.Kind.NO_MIRROR)).isEqualTo(Set.of("8 24"));
        assertThat(orientations(Augmentations.Kind.UPRIGHT)).isEqualTo(Set.of("8 24", "-8 24"));
        assertThat(orientations(Augmentations.Kind.ANY_DIRECTION))
                .isEqualTo(Set.of("8 24", "-8 24", "8 -24", "-8 -24", "24 8", "-24 8", "24 -8", "-24 -8"));
    }

    private static Set<String> orientations(Augmentations.Kind kind) {
        Image image = Painted.ground(new ImageSize(120, 90));
        Sample sample = new Sample(
                image, List.of(Annotation.of(0, new Box(50, 30, 54, 34)), Annotation.of(1, new Box(58, 54, 62, 58))));
        Set<String> found = new TreeSet<>();
        for (int seed = 0; seed < 300; seed++) {
            List<Annotation> both = Painted.changed(kind, sample, seed).annotations();
            Box from = both.get(0).box();
            Box to = both.get(1).box();
            found.add(Math.round(to.centerX() - from.centerX()) + " " + Math.round(to.centerY() - from.centerY()));
        }
        return found;
    }

    @Test
    void allEightOrientationsAreEquallyFrequent() {
        Image image = Painted.image(2, 3, 1, 2, 3, 4, 5, 6);
        AugmentationSequence turns =
                AugmentationSequence.of(new HorizontalFlip(0.5), new VerticalFlip(0.5), new Transposition(0.5));
        SplittableRandom random = new SplittableRandom(7);
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < 4000; i++) {
            Image turned = turns.move(new Sample(image, List.of()), random).image();
            counts.merge(turned.size() + " " + Arrays.toString(turned.rgb()), 1, Integer::sum);
        }
        assertThat(counts).hasSize(8);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(420, 580));
    }

    @Test
    void aBoxOfWhichAQuarterIsVisibleStays() {
        Clipping clipping = new Clipping(0.25);
        List<Annotation> objects = List.of(
                Annotation.of(0, new Box(-15, 0, 5, 10)),
                Annotation.of(1, new Box(-16, 0, 5, 10)),
                Annotation.of(2, new Box(30, 0, 40, 10)));
        assertThat(clipping.clip(objects, box -> box, new Box(0, 0, 30, 10)))
                .containsExactly(Annotation.of(0, new Box(0, 0, 5, 10)));
    }

    @Test
    void theDescriptionNamesWhatChangesPixels() {
        Augmentations upright = Augmentations.of(Augmentations.Kind.UPRIGHT);
        assertThat(upright.description()).contains("ScaleCrop", "HorizontalFlip", "ColorJitter");
        assertThat(upright.description()).doesNotContain("VerticalFlip", "Mosaic", "CopyPaste");
        List<String> all = Stream.of(Augmentations.Kind.values())
                .flatMap(kind -> Stream.of(
                        Augmentations.of(kind),
                        new Augmentations(kind, 0.5, 0),
                        new Augmentations(kind, 0, 0.5),
                        new Augmentations(kind, 0.5, 0.5)))
                .map(Augmentations::description)
                .toList();
        assertThat(all).doesNotHaveDuplicates();
        assertThat(new Augmentations(Augmentations.Kind.UPRIGHT, 0.5, 0.5).settled())
                .isEqualTo(upright);
    }

    @Test
    void colourChangesAreMildAndReachBothSides() {
        Image grey = Image.of(new ImageSize(1, 1), new byte[] {100, 100, 100});
        SplittableRandom random = new SplittableRandom(2);
        int least = 255;
        int most = 0;
        for (int i = 0; i < 300; i++) {
            int value = new ColorJitter(0.2, 0, 0).apply(grey, random).rgb(0, 0) & 0xff;
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        assertThat(least).isBetween(80, 84);
        assertThat(most).isBetween(116, 120);
    }

    @Test
    void saturationKeepsTheGreyOfAColour() {
        Image red = Image.of(new ImageSize(1, 1), new byte[] {(byte) 160, 90, 80});
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 50; i++) {
            int color = new ColorJitter(0, 0, 0.5).apply(red, random).rgb(0, 0);
            double grey = 0.299 * (color >> 16) + 0.587 * ((color >> 8) & 0xff) + 0.114 * (color & 0xff);
            assertThat(grey).isCloseTo(0.299 * 160 + 0.587 * 90 + 0.114 * 80, within(1.5));
        }
    }

    @Test
    void contrastSpreadsAroundTheMean() {
        Image two = Image.of(new ImageSize(2, 1), new byte[] {80, 80, 80, 120, 120, 120});
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 50; i++) {
            Image changed = new ColorJitter(0, 0.5, 0).apply(two, random);
            int dark = changed.rgb(0, 0) & 0xff;
            int light = changed.rgb(1, 0) & 0xff;
            assertThat(dark + light).isBetween(199, 201);
            assertThat(light - dark).isBetween(19, 61);
        }
    }

    @Test
    void noAugmentationGivesTheSampleItself() {
        Sample sample = Painted.sample(new ImageSize(4, 4), 3, new Box(0, 0, 2, 2));
        AugmentationSequence none = Augmentations.none().kind().steps();
        SplittableRandom random = new SplittableRandom(0);
        assertThat(none.move(sample, random)).isSameAs(sample);
        assertThat(none.color(sample.image(), random)).isSameAs(sample.image());
    }

    @Test
    void settingsWithoutSenseAreRefused() {
        assertThatThrownBy(() -> new HorizontalFlip(1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> new VerticalFlip(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new ScaleCrop(2, 1, 0.25)).hasMessageContaining("2.0, 1.0");
        assertThatThrownBy(() -> new ColorJitter(0.1, 1, 0.1)).hasMessageContaining("1.0");
        assertThatThrownBy(() -> new Transposition(-0.5)).hasMessageContaining("-0.5");
        assertThatThrownBy(() -> new Clipping(0)).hasMessageContaining("got 0.0");
        assertThatThrownBy(() -> new Mosaic(0.5, 1, 0.6, new Clipping(0.25))).hasMessageContaining("0.6");
        assertThatThrownBy(() -> new CopyPaste(RareClasses.NONE, 0, 0.3, 1.25, new Clipping(0.25)))
                .hasMessageContaining("got 0, 0.3, 1.25");
        assertThatThrownBy(() -> new Augmentations(Augmentations.Kind.NONE, 0, 1.5))
                .hasMessageContaining("1.5");
    }
}
