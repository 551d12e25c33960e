package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.Split;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Tiling;

class TileChoiceTest {
    private static final ImageSize INPUT = new ImageSize(336, 252);
    private static final TileChoice.Limit HOUR = TileChoice.Limit.of(60);

    /** Images of 1680 x 1260, five pixels for one of the input, with a square object each. */
    private static List<LabelledImage> images(double... sides) {
        return images(new ImageSize(1680, 1260), sides);
    }

    private static List<LabelledImage> images(ImageSize size, double... sides) {
        List<LabelledImage> images = new ArrayList<>();
        for (double side : sides) {
            Path file = Path.of(images.size() + ".png");
            Annotation object = Annotation.of(0, new Box(0, 0, side, side));
            images.add(new LabelledImage(file.toString(), file, size, List.of(object)));
        }
        return images;
    }

    private static TileChoice choose(List<LabelledImage> images, TileChoice.Limit limit) {
        return TileChoice.of(images, INPUT, Tiling.OVERLAP, limit);
    }

    @Test
    void largeObjectsNeedNoTilesAndNoWords() {
        assertThat(choose(images(100, 200, 300), HOUR)).isEqualTo(new TileChoice(Tiling.OFF, ""));
    }

    @Test
    void smallObjectsOnLargeImagesGetAsFewTilesAsMakeThemLargeEnough() {
        // 40 px are 8 of the input, 14 on two by two tiles; 30 px are 6, 11 and 16 on three by three
        TileChoice two = choose(images(40, 40, 200), HOUR);
        assertThat(two.tiling()).isEqualTo(Tiling.grid(2, 2));
        assertThat(two.reason())
                .isEqualTo("tiles 2x2: a tenth of the objects are smaller than 8 px at 336x252, and the images have"
                        + " 5.0 px for each of these");
        assertThat(choose(images(30, 30, 200), HOUR).tiling()).isEqualTo(Tiling.grid(3, 3));
        assertThat(choose(images(5, 5, 5), HOUR).tiling()).isEqualTo(Tiling.grid(3, 3)); // the most there is time for
    }

    @Test
    void imagesThatAreNotLargeHaveNothingMoreToShow() {
        assertThat(choose(images(new ImageSize(640, 480), 10, 10), HOUR).tiling())
                .isEqualTo(Tiling.OFF);
        // 2.5 px for one of the input are enough for two tiles in a row, not for three
        assertThat(choose(images(new ImageSize(850, 638), 5, 5), HOUR).tiling()).isEqualTo(Tiling.grid(2, 2));
    }

    @Test
    void theTimeOfTheRunLimitsThem() {
        double[] sides = IntStream.range(0, 200).mapToDouble(i -> 20).toArray();
        assertThat(choose(images(sides), TileChoice.Limit.of(10)).tiling()).isEqualTo(Tiling.grid(2, 2));
        TileChoice none = choose(images(sides), TileChoice.Limit.of(1));
        assertThat(none.tiling()).isEqualTo(Tiling.OFF);
        assertThat(none.reason())
                .startsWith("no tiles, although a tenth of the objects")
                .contains("--tiles 2x2");
    }

    @Test
    void withoutObjectsThereIsNothingToGoBy() {
        assertThat(choose(List.of(), HOUR).tiling()).isEqualTo(Tiling.OFF);
    }

    @Test
    void aRunKeepsTheTilesItHasChosenAndIsTrainedOnThem(@TempDir Path root) {
        TinyWorld world = TinyWorld.in(root); // 8 images of 64 x 64 to train on
        TrainingInputs given = TrainingInputs.open(world.config("run").with("tiles", "2x2"));
        assertThat(given.data().require(Split.TRAIN).images()).hasSize(8 * 5);
        assertThat(given.spec().preprocessing().tiles()).isEqualTo(Tiling.grid(2, 2));

        TrainingInputs open = TrainingInputs.open(world.config("run").with("tiles", "auto"));
        List<String> notes = new ArrayList<>();
        TrainingInputs made = TileChoice.made(open, notes::add);
        assertThat(notes).isEmpty();
        assertThat(made.config().get(TrainingSettings.TILES)).isEqualTo(Tiling.OFF);
        assertThat(made.data().require(Split.TRAIN).images()).hasSize(8);
    }

    @Test
    void tilesThatMakeNoSenseForTheImagesAreRefused(@TempDir Path root) {
        TinyWorld world = TinyWorld.in(root); // images of 64 x 64, patches of 8
        assertThatThrownBy(() -> TrainingInputs.open(world.config("run").with("tiles", "640")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("640 cuts none of these images into tiles: the longest side is 64 px");
        assertThatThrownBy(() -> TrainingInputs.open(world.config("run").with("tiles", "4")))
                .hasMessageContaining("a side of 4 px is smaller than a patch");
    }
}
