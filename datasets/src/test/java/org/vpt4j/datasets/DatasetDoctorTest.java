package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.datasets.format.Findings;

class DatasetDoctorTest {
    @TempDir
    private Path root;

    private DatasetDoctor.Diagnosis diagnosis() {
        return DatasetDoctor.examine(root, DatasetReading.automatic(), true, DetectionData.Progress.NONE);
    }

    private static List<String> subjects(DatasetDoctor.Diagnosis diagnosis, Findings.Finding.Kind kind) {
        return diagnosis.findings().of(kind).stream()
                .map(Findings.Finding::subject)
                .toList();
    }

    /** Patches of random colours: every seed is another image. */
    private void scene(String name, long seed, int size) throws IOException {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        for (int i = 0; i < 64; i++) {
            graphics.setColor(new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256)));
            graphics.fillRect(i % 8 * size / 8, i / 8 * size / 8, size / 8 + 1, size / 8 + 1);
        }
        graphics.dispose();
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
    }

    @Test
    void nothingIsWrongWithACleanDataset() throws IOException {
        for (int i = 0; i < 4; i++) {
            scene("train/" + i + ".png", i, 160);
            scene("val/" + i + ".png", 10 + i, 160);
        }
        for (String part : List.of("train", "val")) {
            Files.writeString(
                    root.resolve(part + "/boxes.csv"),
                    "0.png,10,20,50,60,cat\n1.png,10,20,50,60,cat\n2.png,10,20,50,60,cat\n3.png,10,20,50,60,cat\n");
        }

        assertThat(diagnosis().findings().all()).isEmpty();
    }

    @Test
    void theSameImageInTwoSplitsIsALeakAndLeavesTraining() throws IOException {
        scene("train/a.png", 1, 160);
        scene("train/b.png", 2, 160);
        scene("train/c.jpg", 3, 160);
        scene("val/x.png", 1, 160);
        scene("val/y.png", 3, 320); // larger and uncompressed
        Files.writeString(
                root.resolve("train/boxes.csv"),
                "a.png,10,20,50,60,cat\nb.png,10,20,50,60,cat\nc.jpg,10,20,50,60,cat\n");
        Files.writeString(root.resolve("val/boxes.csv"), "x.png,10,20,50,60,cat\ny.png,20,40,100,120,cat\n");

        DatasetDoctor.Diagnosis diagnosis = diagnosis();

        assertThat(diagnosis.findings().of(Findings.Finding.Kind.SPLIT_LEAK))
                .extracting(Findings.Finding::toString)
                .containsExactlyInAnyOrder(
                        "train/a.png: image that is in two splits, the same file as val/x.png, train and validation"
                                + " (removed)",
                        "train/c.jpg: image that is in two splits, looks like val/y.png, train and validation"
                                + " (kept: look at both first)");
        assertThat(diagnosis.fixed().require(Split.TRAIN).images())
                .extracting(LabelledImage::name)
                .containsExactly("train/b.png", "train/c.jpg");
    }

    @Test
    void theSameImageWithOtherBoxesIsNamed() throws IOException {
        scene("a.png", 1, 160);
        scene("b.png", 1, 160);
        scene("c.png", 1, 160);
        Files.writeString(
                root.resolve("boxes.csv"), "a.png,10,20,50,60,cat\nb.png,11,20,51,60,cat\nc.png,90,20,150,60,cat\n");

        DatasetDoctor.Diagnosis diagnosis = diagnosis();

        assertThat(subjects(diagnosis, Findings.Finding.Kind.IMAGE_TWIN)).containsExactly("b.png");
        assertThat(subjects(diagnosis, Findings.Finding.Kind.IMAGE_TWIN_LABELS)).containsExactly("c.png");
        assertThat(diagnosis.fixed().require(Split.TRAIN).images())
                .extracting(LabelledImage::name)
                .containsExactly("a.png", "c.png");
    }

    @Test
    void suspiciousBoxesAndNamesAreFoundWithTheirLines() throws IOException {
        scene("a.png", 1, 160);
        scene("b.png", 2, 160);
        Files.writeString(
                root.resolve("boxes.csv"),
                """
                a.png,0,0,160,160,with_mask
                a.png,10,20,11,60,with_mask
                a.png,30,20,50,60,With mask
                b.png,30,20,50,60,umbrella
                b.png,3,2,50,60,umbrela
                b.png,,,,,
                """);

        DatasetDoctor.Diagnosis diagnosis = diagnosis();

        assertThat(diagnosis.findings().of(Findings.Finding.Kind.BOX_WHOLE_IMAGE))
                .extracting(finding -> finding.position().toString())
                .containsExactly("boxes.csv line 1");
        assertThat(diagnosis.findings().of(Findings.Finding.Kind.BOX_THIN))
                .extracting(finding -> finding.position().toString())
                .containsExactly("boxes.csv line 2");
        assertThat(subjects(diagnosis, Findings.Finding.Kind.CLASS_NAMES_SIMILAR))
                .contains("With mask");
        assertThat(diagnosis.fixed().classes())
                .doesNotContain("With mask")
                .contains("with_mask", "umbrella", "umbrela");
        assertThat(diagnosis.fixed().require(Split.TRAIN).images().get(0).annotations())
                .hasSize(2);
    }

    @Test
    void itReadsOnAfterABrokenEntry() throws IOException {
        scene("a.png", 1, 160);
        Files.writeString(
                root.resolve("coco.json"),
                """
                {"images": [{"id": 1, "file_name": "a.png"}],
                "categories": [{"id": 1, "name": "cat"}],
                "annotations": [
                {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, "x", 3, 4]},
                {"id": 2, "image_id": 1, "category_id": 1},
                {"id": 3, "image_id": 1, "category_id": 1, "bbox": [10, 20, 30, 40]}]}""");

        DatasetDoctor.Diagnosis diagnosis = diagnosis();

        assertThat(diagnosis.findings().of(Findings.Finding.Kind.ANNOTATION_BROKEN))
                .extracting(finding -> finding.position().toString())
                .containsExactly("coco.json line 4", "coco.json line 5");
        assertThat(diagnosis.data().require(Split.TRAIN).boxes()).isEqualTo(1);
    }

    @Test
    void aSplitGivesEachItsShareAndKeepsGroupsTogether() throws IOException {
        StringBuilder boxes = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            scene(String.format("v%02d_%d.png", i / 2, i % 2), i, 64);
            boxes.append(String.format("v%02d_%d.png,1,2,30,40,%s%n", i / 2, i % 2, i < 8 ? "rare" : "common"));
        }
        Files.writeString(root.resolve("boxes.csv"), boxes.toString().replace("\r", ""));
        DetectionData data = DetectionData.openAsGiven(root, DatasetReading.automatic(), DetectionData.Progress.NONE);
        Map<Split, Double> ratios = new EnumMap<>(Map.of(Split.TRAIN, 50.0, Split.VALIDATION, 25.0, Split.TEST, 25.0));
        StratifiedSplit.Grouping grouping = new StratifiedSplit.Grouping(Optional.of(Pattern.compile("(.*)_")), false);

        SplitNames drawn = StratifiedSplit.of(data, ratios, grouping, 3, done -> {});

        assertThat(drawn.of(Split.TRAIN)).hasSize(20);
        assertThat(drawn.of(Split.VALIDATION)).hasSize(10);
        assertThat(drawn.of(Split.TEST)).hasSize(10);
        drawn.names().forEach((split, names) -> {
            assertThat(names).allSatisfy(name -> assertThat(names)
                    .contains(name.replaceFirst("_.", name.contains("_0") ? "_1" : "_0")));
            assertThat(names.stream().filter(name -> name.compareTo("v04") < 0)).hasSize(names.size() / 5);
        });
        assertThat(StratifiedSplit.of(data, ratios, grouping, 3, done -> {}).names())
                .isEqualTo(drawn.names());
    }
}
