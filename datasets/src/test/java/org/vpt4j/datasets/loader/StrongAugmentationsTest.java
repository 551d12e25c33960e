package org.vpt4j.datasets.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/** Changes that resample or cover pixels: boxes stay inside, and still contain their objects. */
class StrongAugmentationsTest {
    private static final Clipping CLIPPING = new Clipping(0.25);
    private static final ImageSize SIZE = new ImageSize(120, 90);

    @Property(tries = 300)
    void anObjectStaysUnderItsBoxWhenTurned(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 80) int x,
            @ForAll @IntRange(min = 0, max = 50) int y,
            @ForAll @IntRange(min = 4, max = 40) int width,
            @ForAll @IntRange(min = 4, max = 40) int height) {
        Sample sample = Painted.sample(SIZE, 3, Box.ofXywh(x, y, width, height));

        Sample turned = new SmallTurn(1, 15, 0.1, 0.2, CLIPPING).apply(sample, new SplittableRandom(seed));

        Box found = Painted.object(turned.image());
        if (!turned.annotations().isEmpty() && found != null) {
            Box box = turned.annotations().get(0).box();
            assertThat(box.clip(SIZE)).isEqualTo(box);
            assertThat(found.x1()).isGreaterThan(box.x1() - 1.5);
            assertThat(found.y1()).isGreaterThan(box.y1() - 1.5);
            assertThat(found.x2()).isLessThan(box.x2() + 1.5);
            assertThat(found.y2()).isLessThan(box.y2() + 1.5);
        }
        if (turned.annotations().isEmpty()) {
            assertThat(found == null ? 0 : found.area()).isLessThan(0.6 * width * height + 60);
        }
    }

    @Test
    void withoutAngleAndShiftNothingChanges() {
        Sample sample = Painted.sample(SIZE, 3, new Box(10, 20, 50, 60));

        Sample same = new SmallTurn(1, 0, 0, 0, CLIPPING).apply(sample, new SplittableRandom(1));

        assertThat(same.image().rgb()).isEqualTo(sample.image().rgb());
        assertThat(same.annotations().get(0).box().iou(new Box(10, 20, 50, 60))).isGreaterThan(1 - 1e-9);
    }

    @Property(tries = 150)
    void everyPresetKeepsBoxesInsideAndIsTheSameForASeed(@ForAll long seed, @ForAll Augmentations.Kind kind) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Annotation> objects = IntStream.range(0, 4)
                .mapToObj(i -> Annotation.of(
                        i,
                        Box.ofXywh(
                                random.nextInt(80),
                                random.nextInt(50),
                                2 + random.nextInt(38),
                                2 + random.nextInt(38))))
                .toList();
        Sample sample = Painted.sample(SIZE, Painted.GROUND, objects);

        Sample changed = Painted.changed(kind, sample, seed);

        for (Annotation annotation : changed.annotations()) {
            assertThat(annotation.box().clip(changed.image().size())).isEqualTo(annotation.box());
            assertThat(annotation.box().area()).isPositive();
        }
        Sample again = Painted.changed(kind, sample, seed);
        assertThat(again.annotations()).isEqualTo(changed.annotations());
        assertThat(Arrays.equals(again.image().rgb(), changed.image().rgb())).isTrue();
    }

    @Test
    void aBlurAveragesNeighbours() {
        Image dot = Painted.image(5, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        Image blurred = new Blur(1, 1).apply(dot, new SplittableRandom(0));

        assertThat(blurred.rgb())
                .isEqualTo(Painted.image(
                                5, 5, 0, 0, 0, 0, 0, 0, 10, 10, 10, 0, 0, 10, 10, 10, 0, 0, 10, 10, 10, 0, 0, 0, 0, 0,
                                0)
                        .rgb());
    }

    @Test
    void greyHasEqualChannelsOfTheSameLuma() {
        Image image = Painted.sample(SIZE, 3, new Box(0, 0, 60, 90)).image();

        Image grey = new Grey(1).apply(image, new SplittableRandom(0));

        int color = grey.rgb(1, 1);
        assertThat(color & 0xff).isEqualTo(color >> 16).isEqualTo(color >> 8 & 0xff);
        assertThat(color & 0xff).isBetween(0x57, 0x58); // 0.299 * 224 + 0.587 * 32 + 0.114 * 16
    }

    @Test
    void strongCompressionChangesPixelsButNotTheImage() {
        Image image = Painted.sample(SIZE, 3, new Box(10, 20, 50, 60)).image();

        Image noisy = new JpegNoise(1, 0.05).apply(image, new SplittableRandom(3));

        assertThat(noisy.rgb()).isNotEqualTo(image.rgb());
        assertThat(Painted.deviation(noisy, new Box(10, 20, 50, 60), 9, Painted.OBJECT))
                .isLessThan(60);
    }

    @Test
    void anObjectThatIsCoveredIsNoTarget() {
        Sample sample = Painted.sample(SIZE, 3, new Box(50, 40, 54, 44));
        boolean covered = false;
        for (int seed = 0; seed < 300; seed++) {
            Sample cut = new Cutout(1, 2, 0.5, 0.6).apply(sample, new SplittableRandom(seed));
            Box left = Painted.object(cut.image());
            if (left == null) {
                assertThat(cut.annotations()).isEmpty();
                covered = true;
            }
            if (left != null && left.area() > 8) {
                assertThat(cut.annotations()).hasSize(1);
            }
        }
        assertThat(covered).isTrue();
    }

    @Test
    void impossibleNumbersAreRefused() {
        assertThatThrownBy(() -> new SmallTurn(1, 60, 0, 0, CLIPPING)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Blur(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MixUp(0.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cutout(1, 0, 0.5, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new JpegNoise(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
