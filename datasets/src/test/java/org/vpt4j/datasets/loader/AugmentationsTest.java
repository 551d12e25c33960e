package org.vpt4j.datasets.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

class AugmentationsTest {
    private static final int GROUND = 0x2040a0;
    private static final int OBJECT = 0xe02010;

    @Property(tries = 300)
    void boxesFollowThePixels(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 60) int x,
            @ForAll @IntRange(min = 0, max = 40) int y,
            @ForAll @IntRange(min = 1, max = 19) int width,
            @ForAll @IntRange(min = 1, max = 19) int height) {
        Box box = Box.ofXywh(x, y, width, height);
        Sample sample = painted(new ImageSize(80, 60), box);

        Sample changed = Augmentations.standard().apply(sample, new SplittableRandom(seed));

        Box found = find(changed.image());
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
        Sample sample = painted(new ImageSize(100, 50), new Box(0, 0, 1, 1));
        Image in = new ScaleCrop(2, 2, 0.25)
                .apply(sample, new SplittableRandom(seed))
                .image();
        Image out = new ScaleCrop(0.5, 0.5, 0.25)
                .apply(sample, new SplittableRandom(seed))
                .image();
        assertThat(in.size()).isEqualTo(new ImageSize(50, 25));
        assertThat(out.size()).isEqualTo(new ImageSize(200, 100));
        assertThat(count(out, GROUND) + count(out, OBJECT)).isEqualTo(100 * 50);
    }

    @Test
    void theWindowReachesEverySide() {
        Sample sample = painted(new ImageSize(40, 40), new Box(0, 0, 1, 1));
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
        Sample sample = painted(new ImageSize(8, 8), new Box(0, 0, 2, 3));
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
        Sample sample = painted(new ImageSize(7, 5), new Box(1, 1, 3, 4));
        SplittableRandom random = new SplittableRandom(1);
        Augmentations twice = Augmentations.of(
                new HorizontalFlip(1), new VerticalFlip(1), new HorizontalFlip(1), new VerticalFlip(1));
        Sample same = twice.apply(sample, random);
        assertThat(same.annotations()).isEqualTo(sample.annotations());
        assertThat(same.image().rgb()).isEqualTo(sample.image().rgb());
    }

    @Test
    void colourChangesAreMildAndReachBothSides() {
        Image grey = Image.of(new ImageSize(1, 1), new byte[] {100, 100, 100});
        SplittableRandom random = new SplittableRandom(2);
        int least = 255;
        int most = 0;
        for (int i = 0; i < 300; i++) {
            int value = new ColorJitter(0.2, 0, 0)
                            .apply(new Sample(grey, List.of()), random)
                            .image()
                            .rgb(0, 0)
                    & 0xff;
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
            int color = new ColorJitter(0, 0, 0.5)
                    .apply(new Sample(red, List.of()), random)
                    .image()
                    .rgb(0, 0);
            double grey = 0.299 * (color >> 16) + 0.587 * ((color >> 8) & 0xff) + 0.114 * (color & 0xff);
            assertThat(grey).isCloseTo(0.299 * 160 + 0.587 * 90 + 0.114 * 80, within(1.5));
        }
    }

    @Test
    void contrastSpreadsAroundTheMean() {
        Image two = Image.of(new ImageSize(2, 1), new byte[] {80, 80, 80, 120, 120, 120});
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 50; i++) {
            Image changed = new ColorJitter(0, 0.5, 0)
                    .apply(new Sample(two, List.of()), random)
                    .image();
            int dark = changed.rgb(0, 0) & 0xff;
            int light = changed.rgb(1, 0) & 0xff;
            assertThat(dark + light).isBetween(199, 201);
            assertThat(light - dark).isBetween(19, 61);
        }
    }

    @Test
    void noAugmentationGivesTheSampleItself() {
        Sample sample = painted(new ImageSize(4, 4), new Box(0, 0, 2, 2));
        assertThat(Augmentations.none().apply(sample, new SplittableRandom(0))).isSameAs(sample);
    }

    @Test
    void settingsWithoutSenseAreRefused() {
        assertThatThrownBy(() -> new HorizontalFlip(1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> new VerticalFlip(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new ScaleCrop(2, 1, 0.25)).hasMessageContaining("2.0, 1.0");
        assertThatThrownBy(() -> new ColorJitter(0.1, 1, 0.1)).hasMessageContaining("1.0");
    }

    private static Sample painted(ImageSize size, Box box) {
        byte[] rgb = new byte[3 * size.width() * size.height()];
        for (int i = 0; i < size.width() * size.height(); i++) {
            int x = i % size.width();
            int y = i / size.width();
            boolean inside = x >= box.x1() && x < box.x2() && y >= box.y1() && y < box.y2();
            int color = inside ? OBJECT : GROUND;
            rgb[3 * i] = (byte) (color >> 16);
            rgb[3 * i + 1] = (byte) (color >> 8);
            rgb[3 * i + 2] = (byte) color;
        }
        return new Sample(Image.of(size, rgb), List.of(Annotation.of(3, box)));
    }

    /** What the reddish pixels cover, or null. */
    private static Box find(Image image) {
        int[] edges = {Integer.MAX_VALUE, Integer.MAX_VALUE, -1, -1};
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int color = image.rgb(x, y);
                if ((color >> 16) - (color & 0xff) > 60) {
                    edges[0] = Math.min(edges[0], x);
                    edges[1] = Math.min(edges[1], y);
                    edges[2] = Math.max(edges[2], x + 1);
                    edges[3] = Math.max(edges[3], y + 1);
                }
            }
        }
        return edges[2] < 0 ? null : new Box(edges[0], edges[1], edges[2], edges[3]);
    }

    private static long count(Image image, int color) {
        long count = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                count += image.rgb(x, y) == color ? 1 : 0;
            }
        }
        return count;
    }
}
