package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vpt4j.datasets.format.Findings;

/** One folder has many names: each gives the same data. */
class FolderSpellingsTest {
    @TempDir
    Path temp;

    private Path root;
    private TinyFiles files;

    /** The formats, each with file names relative and, where it has some, absolute. */
    enum Form {
        COCO,
        COCO_ABSOLUTE,
        COCO_PARTS,
        VOC,
        YOLO,
        YOLO_LIST,
        CSV,
        CSV_ABSOLUTE
    }

    @BeforeEach
    void aFolder() {
        root = temp.resolve("d");
        files = new TinyFiles(root);
    }

    private void write(Form form) {
        switch (form) {
            case COCO -> files.image("a.png", 64, 48).image("b.png", 64, 48).text("a.json", coco("a.png", "b.png"));
            case COCO_ABSOLUTE ->
                files.image("a.png", 64, 48)
                        .image("b.png", 64, 48)
                        .text("a.json", coco(root.resolve("a.png").toString(), root + "/./b.png"));
            case COCO_PARTS ->
                files.image("train/a.png", 64, 48)
                        .image("valid/b.png", 64, 48)
                        .text("train/_annotations.coco.json", coco("a.png"))
                        .text("valid/_annotations.coco.json", coco("../valid/b.png"));
            case VOC ->
                files.image("JPEGImages/a.png", 64, 48)
                        .image("JPEGImages/b.png", 64, 48)
                        .voc("Annotations/a.xml", "a.png", 64, 48, "cat 1 1 9 9")
                        .voc("Annotations/b.xml", "b.png", 64, 48, "cat 1 1 9 9");
            case YOLO ->
                files.image("a.png", 64, 48)
                        .image("b.png", 64, 48)
                        .text("a.txt", "0 0.5 0.5 0.5 0.5")
                        .text("b.txt", "0 0.5 0.5 0.5 0.5")
                        .text("classes.txt", "cat");
            case YOLO_LIST ->
                files.image("images/a.png", 64, 48)
                        .image("images/b.png", 64, 48)
                        .text("labels/a.txt", "0 0.5 0.5 0.5 0.5")
                        .text("labels/b.txt", "0 0.5 0.5 0.5 0.5")
                        .text("train.txt", root.resolve("images/a.png") + "\nimages/b.png\n")
                        .text("data.yaml", "train: train.txt\nnames: [cat]\n");
            case CSV ->
                files.image("a.png", 64, 48)
                        .image("b.png", 64, 48)
                        .text("a.csv", "a.png,1,1,9,9,cat\nb.png,2,2,9,9,cat\n");
            case CSV_ABSOLUTE ->
                files.image("a.png", 64, 48)
                        .image("b.png", 64, 48)
                        .text("a.csv", root.resolve("a.png") + ",1,1,9,9,cat\n" + root + "/b.png,2,2,9,9,cat\n");
        }
    }

    private static String coco(String... names) {
        StringBuilder images = new StringBuilder();
        StringBuilder boxes = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            images.append(i == 0 ? "" : ",").append("{\"id\": " + i + ", \"file_name\": \"" + names[i] + "\"}");
            boxes.append(i == 0 ? "" : ",")
                    .append("{\"id\": " + i + ", \"image_id\": " + i + ", \"category_id\": 1, \"bbox\": [1, 1, 9, 9]}");
        }
        return "{\"images\": [" + images + "], \"annotations\": [" + boxes
                + "], \"categories\": [{\"id\": 1, \"name\": \"cat\"}]}";
    }

    @ParameterizedTest
    @EnumSource
    void eachSpellingGivesTheSameData(Form form) throws IOException {
        write(form);
        Files.createDirectories(temp.resolve("x"));
        Files.createSymbolicLink(temp.resolve("link"), root);
        Files.createSymbolicLink(temp.resolve("x/up"), Files.createDirectories(temp.resolve("y/z")));
        Files.createSymbolicLink(temp.resolve("y/d"), root);
        Path here = Path.of("").toAbsolutePath();
        DetectionData plain = DetectionData.open(root, 1);
        assertThat(plain.findings().summary()).isEmpty();
        assertThat(plain.splitNames().names().values().stream()
                        .mapToInt(List::size)
                        .sum())
                .isEqualTo(2);

        for (Path spelled : List.of(
                here.relativize(root),
                Path.of(".").resolve(here.relativize(root)),
                temp.resolve("x/../d"),
                temp.resolve("d/."),
                temp.resolve("d/../d/"),
                temp.resolve("link"),
                temp.resolve("x/up/../d"))) { // behind the link, ".." is y
            DetectionData data = DetectionData.open(spelled, 1);
            assertThat(data.fingerprint()).as("%s", spelled).isEqualTo(plain.fingerprint());
            assertThat(data.classes()).isEqualTo(plain.classes());
            assertThat(data.splitNames()).isEqualTo(plain.splitNames());
            assertThat(data.findings().summary()).isEmpty();
            assertThat(data.root()).isAbsolute();
        }
    }

    @Test
    void linkedFoldersAreFollowedAndLoopsEnd() throws IOException {
        TinyFiles elsewhere = new TinyFiles(temp.resolve("elsewhere"));
        elsewhere.image("a.png", 64, 48).image("deep/b.png", 64, 48);
        files.text("labels/train/a.txt", "0 0.5 0.5 0.5 0.5").text("labels/train/deep/b.txt", "0 0.5 0.5 0.5 0.5");
        files.text("data.yaml", "train: images/train\nnames: [cat]\n");
        Files.createDirectories(root.resolve("images"));
        Files.createSymbolicLink(root.resolve("images/train"), temp.resolve("elsewhere"));
        Files.createSymbolicLink(temp.resolve("elsewhere/deep/loop"), temp.resolve("elsewhere"));
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.splitNames().names().values().stream().flatMap(List::stream))
                .containsExactlyInAnyOrder("images/train/a.png", "images/train/deep/b.png");
        assertThat(data.findings().summary()).isEmpty();
    }

    @Test
    void anExistingImageOutsideIsNotCalledMissing() {
        new TinyFiles(temp).image("outside.png", 64, 48);
        files.image("a.png", 64, 48).image("b.png", 64, 48);
        files.text("a.json", coco("a.png", "b.png", temp.resolve("outside.png").toString()));
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.findings().all())
                .extracting(Findings.Finding::kind)
                .containsExactly(Findings.Finding.Kind.IMAGE_OUTSIDE_FOLDER);
    }

    @Test
    void namesOfAnotherCaseOrUnicodeFormAreFound() {
        files.image("Cafe\u0301.png", 64, 48).image("B.PNG", 64, 48);
        files.text("a.json", coco("caf\u00e9.png", "b.png"));
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.findings().summary()).isEmpty();
        assertThat(data.splitNames().names().values().stream().flatMap(List::stream))
                .containsExactlyInAnyOrder("Cafe\u0301.png", "B.PNG");
    }
}
