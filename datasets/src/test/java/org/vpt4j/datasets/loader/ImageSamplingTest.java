package org.vpt4j.datasets.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

class ImageSamplingTest {

    @Property(tries = 50)
    void evenlyEachImageComesUpOnceInEachEpoch(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int count) {
        ImageSampling sampling = ImageSampling.even(dataset(new int[count]));

        int[] order = sampling.order(new EpochRandom(seed, 3));

        assertThat(order)
                .hasSize(count)
                .containsExactlyInAnyOrder(IntStream.range(0, count).toArray());
    }

    @Property(tries = 50)
    void anEpochAlwaysHasAsManyImagesAndIsReproducible(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 60) int count) {
        ImageSampling sampling = ImageSampling.balanced(
                dataset(IntStream.range(0, count).map(i -> i % 9 == 0 ? 1 : 0).toArray()));

        int[] order = sampling.order(new EpochRandom(seed, 0));

        assertThat(order).hasSize(count).containsExactly(sampling.order(new EpochRandom(seed, 0)));
    }

    @Test
    void imagesOfRareClassesComeUpMoreOften() {
        // 90 images of one class, 10 of another: 9 times as many, so 3 times the weight
        ImageSampling sampling = ImageSampling.balanced(
                dataset(IntStream.range(0, 100).map(i -> i < 10 ? 1 : 0).toArray()));

        int epochs = 200;
        long rare = IntStream.range(0, epochs)
                .mapToObj(epoch -> sampling.order(new EpochRandom(1, epoch)))
                .flatMapToInt(Arrays::stream)
                .filter(image -> image < 10)
                .count();

        assertThat((double) rare / epochs).isBetween(24.9, 25.1); // 10 * 3 of 10 * 3 + 90 * 1, in 100 images
    }

    @Test
    void theWeightOfAVeryRareClassIsLimited() {
        ImageSampling sampling = ImageSampling.balanced(
                dataset(IntStream.range(0, 1000).map(i -> i == 0 ? 1 : 0).toArray()));

        long rare = Arrays.stream(sampling.order(new EpochRandom(1, 0)))
                .filter(image -> image == 0)
                .count();

        assertThat(rare).isBetween(3L, 4L);
    }

    private static DetectionDataset dataset(int[] classes) {
        List<LabelledImage> images = Arrays.stream(classes)
                .mapToObj(index -> List.of(Annotation.of(index, new Box(1, 1, 5, 5))))
                .map(objects -> new LabelledImage("image", Path.of("image"), new ImageSize(9, 9), objects))
                .toList();
        return new DetectionDataset(List.of("common", "rare"), images);
    }
}
