package org.vpt4j.datasets.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.image.Resampler;

class DetectionLoaderTest {
    private static final ImageSize SIZE = new ImageSize(40, 30);
    private static final ImageSize INPUT = new ImageSize(28, 28);
    private static final Box BOX = new Box(4, 6, 20, 18);

    @TempDir
    Path folder;

    private DetectionDataset dataset;

    @BeforeEach
    void sevenImages() throws IOException {
        List<LabelledImage> images = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            byte[] rgb = new byte[3 * SIZE.width() * SIZE.height()];
            for (int k = 0; k < rgb.length; k++) {
                rgb[k] = (byte) (k * (i + 3) + 30 * i);
            }
            Path file = folder.resolve(i + ".png");
            ImageIO.write(Image.of(SIZE, rgb).toBufferedImage(), "png", file.toFile());
            images.add(new LabelledImage(i + ".png", file, SIZE, List.of(Annotation.of(0, BOX))));
        }
        dataset = new DetectionDataset(List.of("thing"), images);
    }

    @Test
    void plainModeGivesEveryImageInOrderAndKeepsTheLastIncompleteBatch() {
        try (DetectionLoader loader = new DetectionLoader(dataset, plain(3))) {
            List<Integer> sizes = new ArrayList<>();
            List<Integer> indices = new ArrayList<>();
            for (Iterator<Batch> batches = loader.epoch(4); batches.hasNext(); ) {
                try (Batch batch = batches.next()) {
                    sizes.add(batch.size());
                    assertThat(batch.pixels().remaining()).isEqualTo(4 * batch.size() * 3 * 28 * 28);
                    batch.images().forEach(image -> indices.add(image.index()));
                }
            }
            assertThat(sizes).containsExactly(3, 3, 1);
            assertThat(indices).containsExactly(0, 1, 2, 3, 4, 5, 6);
            assertThat(loader.batches()).isEqualTo(3);
        }
    }

    @Test
    void pixelsAreTheLetterboxedNormalisedImageAndBoxesLieOnIt() {
        try (DetectionLoader loader = new DetectionLoader(dataset, plain(2))) {
            Batch batch = loader.epoch(0).next();
            AxisAlignedTransform transform = Letterbox.fit(SIZE, INPUT);
            for (int i = 0; i < 2; i++) {
                Batch.Image image = batch.images().get(i);
                float[] expected = new float[Normalization.length(INPUT)];
                Image source = Image.read(image.source().file());
                Normalization.IMAGENET.write(Resampler.resample(source, transform, INPUT), expected, 0);
                float[] actual = new float[expected.length];
                batch.floats().get(i * expected.length, actual);
                assertThat(actual).isEqualTo(expected);
                assertThat(image.transform()).isEqualTo(transform);
                Box back = image.transform().toSource(image.annotations().get(0).box());
                assertThat(back.x1()).isCloseTo(BOX.x1(), within(1e-3));
                assertThat(back.y2()).isCloseTo(BOX.y2(), within(1e-3));
            }
        }
    }

    @Test
    void anEpochIsTheSameWhoeverComesBeforeIt() {
        List<String> first;
        try (DetectionLoader loader = new DetectionLoader(dataset, training(3, 7))) {
            contents(loader, 0);
            contents(loader, 1);
            first = contents(loader, 2);
        }
        try (DetectionLoader loader = new DetectionLoader(dataset, training(3, 7))) {
            assertThat(contents(loader, 2)).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @EnumSource
    void batchesAreTheSameWhateverTheThreadsAndTheMemory(Augmentations.Kind kind) {
        Augmentations augmentations =
                kind == Augmentations.Kind.NONE ? Augmentations.none() : new Augmentations(kind, 0.3, 0.3);
        LoaderConfig config = LoaderConfig.training(INPUT, Normalization.IMAGENET, 3, augmentations, 11);
        List<String> alone = twoEpochs(config.with(new LoaderConfig.Loading(1, 0)));
        assertThat(alone).hasSize(14);
        assertThat(twoEpochs(config.with(new LoaderConfig.Loading(4, 0)))).isEqualTo(alone);
        assertThat(twoEpochs(config.with(new LoaderConfig.Loading(3, 1 << 20)))).isEqualTo(alone);
        assertThat(twoEpochs(config.with(new LoaderConfig.Loading(2, 8000)))).isEqualTo(alone); // room for two images
    }

    private List<String> twoEpochs(LoaderConfig config) {
        try (DetectionLoader loader = new DetectionLoader(dataset, config)) {
            List<String> all = contents(loader, 0);
            all.addAll(contents(loader, 1));
            return all;
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEpochGoesOnAtAnyStep(LoaderConfig.Order order) {
        LoaderConfig config = training(2, 7).with(order).with(new LoaderConfig.Loading(3, 0));
        List<String> whole;
        try (DetectionLoader loader = new DetectionLoader(dataset, config)) {
            whole = contents(loader.epoch(5));
        }
        for (int done = 0; done <= 4; done++) {
            try (DetectionLoader loader = new DetectionLoader(dataset, config)) {
                assertThat(contents(loader.epoch(5, done))).isEqualTo(whole.subList(Math.min(7, 2 * done), 7));
            }
        }
    }

    @Test
    void decodedImagesStayWithinTheirMemory() {
        Image image = Image.of(SIZE, new byte[3 * SIZE.width() * SIZE.height()]);
        int bytes = image.rgb().length;
        for (boolean replacing : new boolean[] {false, true}) {
            DecodedImages memory = new DecodedImages(3L * bytes + 5, replacing);
            for (int i = 0; i < 6; i++) {
                memory.keep(Path.of(i + ".png"), image);
                memory.keep(Path.of(i + ".png"), image);
            }
            List<Integer> kept = IntStream.range(0, 6)
                    .filter(i -> memory.find(Path.of(i + ".png")).isPresent())
                    .boxed()
                    .toList();
            assertThat(kept).isEqualTo(replacing ? List.of(3, 4, 5) : List.of(0, 1, 2));
        }
    }

    /** An image that is much larger than the input is decoded at a fraction of its size: almost the same pixels. */
    @Test
    void aLargeJpegGivesTheSamePixelsAsOneOfTheSizeThatIsNeeded() throws IOException {
        ImageSize size = new ImageSize(640, 480);
        BufferedImage painted = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = painted.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, 640, 480, Color.BLUE));
        graphics.fillRect(0, 0, 640, 480);
        graphics.setColor(Color.GREEN);
        graphics.fillOval(150, 100, 300, 250);
        graphics.dispose();
        Path file = folder.resolve("large.jpg");
        ImageIO.write(painted, "jpg", file.toFile());
        DetectionDataset large = new DetectionDataset(
                List.of("thing"), List.of(new LabelledImage("large.jpg", file, size, List.of(Annotation.of(0, BOX)))));
        float[] whole = new float[Normalization.length(INPUT)];
        Normalization.IMAGENET.write(Resampler.resample(Image.read(file), Letterbox.fit(size, INPUT), INPUT), whole, 0);
        try (DetectionLoader loader = new DetectionLoader(large, plain(1));
                Batch batch = loader.epoch(0).next()) {
            float[] loaded = new float[whole.length];
            batch.floats().get(0, loaded);
            double sum = 0;
            for (int i = 0; i < whole.length; i++) {
                sum += Math.abs(whole[i] - loaded[i]);
            }
            assertThat(sum / whole.length * 255 * 0.225).isLessThan(2); // of 255; 0.225 is the mean deviation
            assertThat(batch.images().get(0).transform()).isEqualTo(Letterbox.fit(size, INPUT));
            assertThat(batch.images().get(0).annotations().get(0).box().width())
                    .isCloseTo(16 * 28 / 640.0, within(1e-6));
        }
    }

    @Test
    void augmentationOfAnImageDoesNotDependOnTheBatchSize() {
        try (DetectionLoader threes = new DetectionLoader(dataset, training(3, 7));
                DetectionLoader fives = new DetectionLoader(dataset, training(5, 7))) {
            assertThat(contents(threes, 1)).isEqualTo(contents(fives, 1));
        }
    }

    @Test
    void epochsAndSeedsDiffer() {
        try (DetectionLoader seven = new DetectionLoader(dataset, training(3, 7));
                DetectionLoader eight = new DetectionLoader(dataset, training(3, 8))) {
            Set<List<String>> different = new HashSet<>();
            different.add(contents(seven, 0));
            different.add(contents(seven, 1));
            different.add(contents(eight, 0));
            different.add(contents(eight, 1));
            assertThat(different).hasSize(4);
        }
    }

    @Test
    void shufflingGivesEveryImageOnceAndEveryPlaceEquallyOften() {
        int[] places = new int[5];
        for (int epoch = 0; epoch < 2000; epoch++) {
            int[] order = new EpochRandom(3, epoch).order(5);
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            for (int place = 0; place < 5; place++) {
                places[place] += order[place] == 0 ? 1 : 0;
            }
        }
        for (int count : places) {
            assertThat(count).isBetween(330, 470);
        }
    }

    @Test
    void anUnreadableImageSurfacesWhereItsBatchIsAskedFor() throws IOException {
        Files.write(folder.resolve("4.png"), new byte[] {1, 2, 3});
        try (DetectionLoader loader = new DetectionLoader(dataset, plain(2))) {
            Iterator<Batch> batches = loader.epoch(0);
            batches.next().close();
            batches.next().close();
            assertThatThrownBy(batches::next).isInstanceOf(ImageException.class).hasMessageContaining("4.png");
        }
    }

    @Test
    void aImageOfAnotherSizeThanItsAnnotationsIsRefused() throws IOException {
        Image other = Image.of(new ImageSize(10, 10), new byte[300]);
        ImageIO.write(other.toBufferedImage(), "png", folder.resolve("0.png").toFile());
        try (DetectionLoader loader = new DetectionLoader(dataset, plain(2))) {
            assertThatThrownBy(() -> loader.epoch(0).next())
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("0.png: the image has 10x10 pixels")
                    .hasMessageContaining("40x30");
        }
    }

    @Test
    void pixelMemoryOfClosedBatchesIsUsedAgain() {
        try (DetectionLoader loader = new DetectionLoader(dataset, plain(1))) {
            Set<Long> places = new HashSet<>();
            for (int epoch = 0; epoch < 5; epoch++) {
                for (Iterator<Batch> batches = loader.epoch(epoch); batches.hasNext(); ) {
                    try (Batch batch = batches.next()) {
                        places.add(new BytePointer(batch.pixels()).address());
                    }
                }
            }
            assertThat(places.size()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void aClosedBatchHasNoPixels() {
        try (DetectionLoader loader = new DetectionLoader(dataset, plain(7))) {
            Iterator<Batch> batches = loader.epoch(0);
            Batch batch = batches.next();
            batch.close();
            batch.close();
            assertThatThrownBy(batch::pixels).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void aMosaicIsTheSameInAnyBatchAndGoneAtTheEndOfARun() {
        Augmentations upright = Augmentations.of(Augmentations.Kind.UPRIGHT);
        Augmentations half = new Augmentations(Augmentations.Kind.UPRIGHT, 0.5, 0);
        List<String> plain = contents(upright, 3, false);
        List<String> composed = contents(half, 3, false);
        assertThat(contents(half, 2, false)).isEqualTo(composed);
        assertThat(contents(half, 3, true)).isEqualTo(plain);
        EpochRandom random = new EpochRandom(7, 2);
        int mosaics = 0;
        for (int i = 0; i < 7; i++) {
            boolean isComposed = half.composes(random, i);
            assertThat(composed.get(i).equals(plain.get(i))).isNotEqualTo(isComposed);
            mosaics += isComposed ? 1 : 0;
        }
        assertThat(mosaics).isBetween(1, 6);
        assertThat(contents(new Augmentations(Augmentations.Kind.UPRIGHT, 1, 0), 3, false))
                .doesNotContainAnyElementsOf(plain);
    }

    @Test
    void compositionsAreAsFrequentAsAskedFor() {
        Augmentations both = new Augmentations(Augmentations.Kind.NONE, 0.3, 0.2);
        int composed = 0;
        for (int i = 0; i < 2000; i++) {
            composed += both.composes(new EpochRandom(1, i / 50), i % 50) ? 1 : 0;
        }
        assertThat(composed).isBetween(800, 960); // 1 - 0.7 * 0.8 = 0.44
        assertThat(Augmentations.none().composes(new EpochRandom(1, 1), 1)).isFalse();
    }

    private List<String> contents(Augmentations augmentations, int batch, boolean settled) {
        LoaderConfig config =
                new LoaderConfig(INPUT, Normalization.IMAGENET, batch, LoaderConfig.Order.AS_LISTED, augmentations, 7);
        try (DetectionLoader loader = new DetectionLoader(dataset, config)) {
            return contents(loader.epoch(2, 0, settled));
        }
    }

    private static LoaderConfig plain(int batchSize) {
        return LoaderConfig.plain(INPUT, Normalization.IMAGENET, batchSize);
    }

    private static LoaderConfig training(int batchSize, long seed) {
        return LoaderConfig.training(
                INPUT, Normalization.IMAGENET, batchSize, Augmentations.of(Augmentations.Kind.ANY_DIRECTION), seed);
    }

    /** Image by image: its name, its boxes, and a sum over its pixels that no two images share. */
    private static List<String> contents(DetectionLoader loader, int epoch) {
        return contents(loader.epoch(epoch));
    }

    private static List<String> contents(Iterator<Batch> batches) {
        List<String> contents = new ArrayList<>();
        while (batches.hasNext()) {
            try (Batch batch = batches.next()) {
                int length = Normalization.length(INPUT);
                for (int i = 0; i < batch.size(); i++) {
                    int hash = batch.floats().slice(i * length, length).hashCode();
                    Batch.Image image = batch.images().get(i);
                    contents.add(image.source().name() + " " + image.annotations() + " " + hash);
                }
            }
        }
        return contents;
    }
}
