package org.vpt4j.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.vision.error.ConfigException;

class TilingTest {
    private static final ImageSize INPUT = new ImageSize(336, 252);

    @Provide
    Arbitrary<Tiling> tilings() {
        Arbitrary<Tiling> grids = Combinators.combine(
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(2, 5))
                .as(Tiling::grid);
        Arbitrary<Tiling> squares = Arbitraries.integers().between(160, 700).map(Tiling::ofSide);
        return Combinators.combine(
                        Arbitraries.oneOf(grids, squares, Arbitraries.just(Tiling.AUTO)),
                        Arbitraries.doubles().between(0, Tiling.MOST_OVERLAP))
                .as(Tiling::withOverlap);
    }

    @Property(tries = 400)
    void tilesAreOfOneSizeInsideTheImageAndCoverIt(
            @ForAll("tilings") Tiling tiling,
            @ForAll @IntRange(min = 1, max = 900) int width,
            @ForAll @IntRange(min = 1, max = 900) int height,
            @ForAll long seed) {
        ImageSize image = new ImageSize(width, height);
        List<Region> tiles = tiling.regions(image, INPUT);
        assertThat(tiles).doesNotHaveDuplicates().allMatch(tile -> tile.isInside(image));
        assertThat(tiles.stream().map(Region::size).distinct()).hasSizeLessThanOrEqualTo(1);
        if (!tiles.isEmpty()) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 50; i++) {
                int x = i == 0 ? width - 1 : random.nextInt(width);
                int y = i == 0 ? height - 1 : random.nextInt(height);
                Box pixel = new Box(x, y, x + 1, y + 1);
                assertThat(tiles).anyMatch(tile -> tile.part(pixel).area() == 1);
            }
        }
    }

    @Property(tries = 400)
    void neighboursOverlapAtLeastAsAsked(
            @ForAll("tilings") Tiling tiling,
            @ForAll @IntRange(min = 50, max = 900) int width,
            @ForAll @IntRange(min = 50, max = 900) int height) {
        List<Region> tiles = tiling.regions(new ImageSize(width, height), INPUT);
        for (int i = 1; i < tiles.size(); i++) {
            Region before = tiles.get(i - 1);
            Region tile = tiles.get(i);
            if (tile.top() == before.top()) {
                assertThat(before.right() - tile.left())
                        .isGreaterThanOrEqualTo((int) (tiling.overlap() * tile.width()));
            } else {
                assertThat(before.bottom() - tile.top())
                        .isGreaterThanOrEqualTo((int) (tiling.overlap() * tile.height()));
            }
        }
    }

    @Test
    void theLastTileIsMovedBackInsteadOfBeingASliver() {
        List<Region> tiles = Tiling.ofSide(100).withOverlap(0).regions(new ImageSize(210, 100), INPUT);
        assertThat(tiles)
                .containsExactly(
                        new Region(0, 0, 100, 100), new Region(100, 0, 100, 100), new Region(110, 0, 100, 100));
    }

    @Test
    void aGridHasTilesOfOneSizeWithTheOverlapBetweenThem() {
        assertThat(Tiling.grid(2, 2).regions(new ImageSize(1800, 900), INPUT))
                .containsExactly(
                        new Region(0, 0, 1000, 500),
                        new Region(800, 0, 1000, 500),
                        new Region(0, 400, 1000, 500),
                        new Region(800, 400, 1000, 500));
    }

    @Test
    void anImageThatIsNoLargerThanATileHasNone() {
        assertThat(Tiling.ofSide(640).regions(new ImageSize(640, 480), INPUT)).isEmpty();
        assertThat(Tiling.OFF.regions(new ImageSize(6400, 4800), INPUT)).isEmpty();
        assertThat(Tiling.grid(4, 4).regions(new ImageSize(16, 16), INPUT)).isEmpty();
    }

    @Test
    void automaticTilesFollowImageAndInput() {
        assertThat(Tiling.AUTO.regions(new ImageSize(640, 480), INPUT)).isEmpty();
        assertThat(Tiling.AUTO.regions(new ImageSize(1600, 1200), INPUT)).hasSize(4);
        assertThat(Tiling.AUTO.regions(new ImageSize(2000, 400), INPUT)).hasSize(3);
        assertThat(Tiling.AUTO.regions(new ImageSize(20_000, 15_000), INPUT)).hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "off", "2x2", "3x1", "640"})
    void whatIsReadIsWritten(String text) {
        assertThat(Tiling.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "many         | none of auto, off, columns x rows such as 2x2",
                "2.5          | none of auto",
                "-3           | none of auto",
                "0            | a side of 0 px is smaller than a patch of any backbone",
                "5            | smaller than a patch",
                "0x2          | go from 1 to 16",
                "17x2         | go from 1 to 16",
                "1x1          | the whole image",
                "9999999999   | none of auto"
            })
    void whatIsNoTilingIsRefused(String text, String reason) {
        assertThatThrownBy(() -> Tiling.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tiles")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 0.9, Double.NaN})
    void anImpossibleOverlapIsRefused(double overlap) {
        assertThatThrownBy(() -> Tiling.grid(2, 2).withOverlap(overlap))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("outside 0 to 0.75");
    }

    @Test
    void tooManyTilesAreRefused() {
        assertThatThrownBy(() -> Tiling.ofSide(20).regions(new ImageSize(4000, 2250), INPUT))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("20 px cut an image of 4000x2250 into")
                .hasMessageContaining("more than 256");
    }

    @Property(tries = 60)
    void aRegionIsLetterboxedAsIfItHadBeenCutOut(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] rgb = new byte[3 * 90 * 70];
        random.nextBytes(rgb);
        Image image = Image.of(new ImageSize(90, 70), rgb);
        int left = random.nextInt(80);
        int top = random.nextInt(60);
        Region region = new Region(left, top, 1 + random.nextInt(90 - left), 1 + random.nextInt(70 - top));
        Letterbox letterbox = new Letterbox(new ImageSize(42, 28), Normalization.IMAGENET);
        FloatBuffer direct = FloatBuffer.allocate(letterbox.floats());
        FloatBuffer cropped = FloatBuffer.allocate(letterbox.floats());
        assertThat(letterbox.write(image, region, direct, 0))
                .isEqualTo(letterbox.write(image.crop(region), cropped, 0));
        assertThat(direct.array()).isEqualTo(cropped.array());
    }

    @Test
    void aRegionOutsideTheImageIsRefused() {
        Image image = Image.of(new ImageSize(4, 4), new byte[48]);
        assertThatThrownBy(() -> image.crop(new Region(2, 0, 3, 3))).hasMessageContaining("3x3+2+0 is not inside");
    }
}
