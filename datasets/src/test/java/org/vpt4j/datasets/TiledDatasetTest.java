package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.datasets.loader.Batch;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.datasets.loader.LoaderConfig;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.image.Region;
import org.vpt4j.vision.image.Tiling;

class TiledDatasetTest {
    private static final ImageSize SIZE = new ImageSize(180, 90);
    private static final ImageSize INPUT = new ImageSize(28, 28);

    @TempDir
    Path folder;

    /** Two tiles: columns 0 to 100 and 80 to 180. */
    private static final Tiling TILING = Tiling.grid(2, 1);

    private LabelledImage image(String name, Annotation... annotations) throws IOException {
        byte[] rgb = new byte[3 * SIZE.width() * SIZE.height()];
        new Random(name.hashCode()).nextBytes(rgb);
        Path file = folder.resolve(name);
        ImageIO.write(Image.of(SIZE, rgb).toBufferedImage(), "png", file.toFile());
        return new LabelledImage(name, file, SIZE, List.of(annotations));
    }

    @Test
    void eachImageIsFollowedByItsTilesWithTheirPartsOfTheBoxes() throws IOException {
        Annotation left = new Annotation(0, new Box(10, 10, 30, 30), false, 250);
        Annotation middle = Annotation.of(1, new Box(84, 40, 96, 50));
        Annotation wide = Annotation.of(0, new Box(50, 60, 130, 80));
        LabelledImage image = image("a.png", left, middle, wide);
        DetectionDataset tiled = new DetectionDataset(List.of("x", "y"), List.of(image)).tiled(TILING, INPUT);

        assertThat(tiled.images())
                .extracting(LabelledImage::name)
                .containsExactly("a.png", "a.png@100x90+0+0", "a.png@100x90+80+0");
        assertThat(tiled.images().get(0)).isEqualTo(image);
        assertThat(tiled.images().get(1).annotations())
                .containsExactly(left, middle, Annotation.of(0, new Box(50, 60, 100, 80)));
        assertThat(tiled.images().get(2).annotations())
                .containsExactly(Annotation.of(1, new Box(4, 40, 16, 50)), Annotation.of(0, new Box(0, 60, 50, 80)));
        assertThat(tiled.whole()).containsExactly(image);
        assertThat(tiled.finest()).isEqualTo(tiled.images().subList(1, 3));
    }

    @Test
    void aBoxCutToAStripIsIgnoredThereAndAFinding() throws IOException {
        Annotation strip = Annotation.of(0, new Box(75, 10, 105, 20)); // 25 of 30 columns on both
        Annotation less = Annotation.of(0, new Box(20, 30, 100 - 12, 40)); // 8 of 68 columns on the second tile
        Annotation sliver = Annotation.of(0, new Box(30, 50, 80.5, 60)); // half a column on the second
        Annotation crowd = new Annotation(0, new Box(20, 70, 88, 80), true, 680);
        Findings.Collector findings = new Findings.Collector();
        DetectionDataset whole =
                new DetectionDataset(List.of("x"), List.of(image("a.png", strip, less, sliver, crowd)));
        DetectionDataset tiled = new TileCutter(TILING, INPUT, findings).cut(whole);

        assertThat(tiled.images().get(2).annotations())
                .containsExactly(
                        Annotation.of(0, new Box(0, 10, 25, 20)),
                        new Annotation(0, new Box(0, 30, 8, 40), true, 80),
                        new Annotation(0, new Box(0, 70, 8, 80), true, 80));
        assertThat(findings.collected().count(Findings.Finding.Kind.BOX_CUT)).isEqualTo(2);
        assertThat(findings.collected().summary())
                .containsExactly(
                        "1 box cut off by a tile (an ignore region there): a.png@100x90+80+0",
                        "1 box cut off by a tile (dropped there): a.png@100x90+80+0");
    }

    @Test
    void theLoaderShowsEachTileAndDecodesAnImageOnce() throws IOException {
        LabelledImage image = image("a.png");
        DetectionDataset tiled = new DetectionDataset(List.of("x"), List.of(image)).tiled(TILING, INPUT);
        Image decoded = Image.read(image.file());
        Letterbox letterbox = new Letterbox(INPUT, Normalization.IMAGENET);
        try (DetectionLoader loader =
                new DetectionLoader(tiled, LoaderConfig.plain(INPUT, Normalization.IMAGENET, 1))) {
            Iterator<Batch> batches = loader.epoch(0);
            try (Batch whole = batches.next()) {
                assertThat(whole.floats().get(5)).isEqualTo(floats(letterbox, List.of(decoded))[5]);
            }
            Files.delete(image.file()); // at most two batches are read ahead, and this is the whole of it
            for (Region region : TILING.regions(SIZE, INPUT)) {
                try (Batch tile = batches.next()) {
                    float[] shown = new float[letterbox.floats()];
                    tile.floats().get(shown);
                    assertThat(shown).isEqualTo(floats(letterbox, List.of(decoded.crop(region))));
                }
            }
            assertThat(loader.epoch(1).next().images().get(0).source()).isEqualTo(image);
        }
    }

    private static float[] floats(Letterbox letterbox, List<Image> images) {
        float[] floats = new float[letterbox.floats()];
        letterbox.pixels(images).asFloatBuffer().get(floats);
        return floats;
    }

    @Test
    void tiledDataKeepTheirFingerprintAndTheirSplits() throws IOException {
        Path data = folder.resolve("data");
        Files.createDirectories(data.resolve("images"));
        StringBuilder csv = new StringBuilder("filename,width,height,class,xmin,ymin,xmax,ymax\n");
        for (int i = 0; i < 5; i++) {
            Files.move(image("i" + i + ".png").file(), data.resolve("i" + i + ".png"));
            csv.append("i" + i + ".png,180,90,thing,20,30,88,40\n");
        }
        Files.delete(data.resolve("images"));
        Files.writeString(data.resolve("_annotations.csv"), csv.toString());
        DetectionData whole = DetectionData.open(data, 1);
        DetectionData tiled = whole.tiled(TILING, INPUT);

        assertThat(tiled.fingerprint()).isEqualTo(whole.fingerprint());
        assertThat(tiled.splitNames()).isEqualTo(whole.splitNames());
        assertThat(tiled.require(Split.TRAIN).images()).hasSize(12);
        assertThat(tiled.require(Split.TRAIN).whole())
                .isEqualTo(whole.require(Split.TRAIN).images());
        assertThat(tiled.findings().count(Findings.Finding.Kind.BOX_CUT)).isEqualTo(4); // of the training images
        assertThat(tiled.whole().require(Split.TRAIN)).isEqualTo(whole.require(Split.TRAIN));
        assertThat(tiled.whole().findings()).isEqualTo(tiled.findings());
        assertThat(tiled.require(Split.TRAIN).tiled(TILING, INPUT)).isEqualTo(tiled.require(Split.TRAIN));
    }
}
