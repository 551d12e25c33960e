package org.vpt4j.samples.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

class ShotSubsetTest {
    private static final int CLASSES = 4;

    private static List<LabelledImage> images(long seed) {
        Random random = new Random(seed);
        List<LabelledImage> images = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            List<Annotation> objects = new ArrayList<>();
            for (int k = random.nextInt(5); k > 0; k--) {
                int c = Math.min(CLASSES - 1, (int) (CLASSES * Math.pow(random.nextDouble(), 2))); // some are rare
                objects.add(Annotation.of(c, new Box(0, 0, 10, 10)));
            }
            images.add(new LabelledImage("i" + i, Path.of("i" + i), new ImageSize(20, 20), objects));
        }
        return images;
    }

    private static long showing(List<LabelledImage> images, int c) {
        return images.stream()
                .filter(i -> i.annotations().stream().anyMatch(a -> a.classIndex() == c))
                .count();
    }

    @Property(tries = 60)
    void everyClassIsShownOnSoManyImagesOrOnAllThereAre(
            @ForAll @LongRange(min = 0, max = 500) long seed, @ForAll @IntRange(min = 1, max = 12) int n) {
        List<LabelledImage> all = images(seed);

        List<LabelledImage> subset = ShotSubset.of(all, new Shots(n), seed);

        for (int c = 0; c < CLASSES; c++) {
            assertThat(showing(subset, c)).isGreaterThanOrEqualTo(Math.min(n, showing(all, c)));
        }
        assertThat(subset).allMatch(image -> !image.annotations().isEmpty());
    }

    @Property(tries = 60)
    void fewerImagesAreAmongMore(
            @ForAll @LongRange(min = 0, max = 500) long seed, @ForAll @IntRange(min = 1, max = 10) int n) {
        List<LabelledImage> all = images(seed);

        assertThat(ShotSubset.of(all, new Shots(n + 3), seed)).containsAll(ShotSubset.of(all, new Shots(n), seed));
    }

    @Test
    void anotherSeedDrawsOthersAndTheSameSeedTheSame() {
        List<LabelledImage> all = images(3);

        assertThat(ShotSubset.of(all, new Shots(3), 1)).isEqualTo(ShotSubset.of(all, new Shots(3), 1));
        assertThat(ShotSubset.of(all, new Shots(3), 1)).isNotEqualTo(ShotSubset.of(all, new Shots(3), 2));
        assertThat(ShotSubset.of(all, Shots.ALL, 1)).isEqualTo(all);
    }

    @Test
    void budgetsAndShotsAreReadAsTheyAreWritten() {
        assertThat(Budget.parse("epochs:15")).isEqualTo(new Budget(15, 0)).hasToString("epochs:15");
        assertThat(Budget.parse("minutes:2.5").isTime()).isTrue();
        assertThat(Budget.parse("flat").isFlat()).isTrue();
        assertThat(Budget.parse("flat")).hasToString("flat");
        assertThat(Shots.parse("5, all")).containsExactly(new Shots(5), Shots.ALL);
        assertThatThrownBy(() -> Shots.parse("5,5"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void ratesAreTriedInStepsOfHalfAPowerOfTenAboutTheDefault() {
        assertThat(RateSearch.rates(0.005, 3)).containsExactly(0.00158, 0.005, 0.0158);
        assertThat(RateSearch.rates(0.001, 4)).containsExactly(0.000316, 0.001, 0.00316, 0.01);
        assertThat(RateSearch.rates(0.002, 1)).containsExactly(0.002);
    }

    @Test
    void cellsHaveFoldersOfTheirOwnEvenWhereTheirNamesLookAlike() {
        Cell slash = new Cell("partial:4", Shots.ALL, "a/vit");
        Cell other = new Cell("partial_4", Shots.ALL, "b/vit");

        assertThat(slash.folder()).matches("partial_4-vit-[0-9a-f]{6}").isNotEqualTo(other.folder());
    }
}
