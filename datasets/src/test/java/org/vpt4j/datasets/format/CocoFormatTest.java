package org.vpt4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.Annotations;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.SplitNames;
import org.vpt4j.datasets.TinyFiles;
import org.vpt4j.vision.image.Box;

class CocoFormatTest {
    private static final String CATEGORIES =
            """
            {"id": 0, "name": "cat", "supercategory": "animal"}, {"id": 7, "name": "dog", "supercategory": ""}""";

    @TempDir
    Path root;

    private TinyFiles files;

    @BeforeEach
    void noFilesYet() {
        files = new TinyFiles(root);
    }

    private static String json(String images, String categories, String annotations) {
        return "{\"info\": {\"a\": [1, {}]},\n\"images\": [\n" + images + "],\n\"categories\": [" + categories
                + "],\n\"annotations\": [\n" + annotations + "]}";
    }

    private static String image(long id, String name) {
        return "{\"id\": " + id + ", \"file_name\": \"" + name + "\", \"width\": 64, \"height\": 48}\n";
    }

    private static String box(long id, long image, long category, String bbox, String more) {
        return "{\"id\": " + id + ", \"image_id\": " + image + ", \"category_id\": " + category + ", \"bbox\": " + bbox
                + more + "}\n";
    }

    private LabelledImage onlyImage(DetectionData data) {
        assertThat(data.require(Split.TRAIN).images()).hasSize(1);
        return data.require(Split.TRAIN).images().get(0);
    }

    @Test
    void boxesIdsAreaAndCrowdAreRead() {
        files.image("a.png", 64, 48);
        files.text(
                "a.json",
                json(
                        image(3, "a.png"),
                        CATEGORIES,
                        box(
                                        1,
                                        3,
                                        7,
                                        "[1, 2.5, 10, 20]",
                                        ", \"area\": 150.5, \"iscrowd\": 0, \"segmentation\": [[1, 2]]")
                                + ","
                                + box(2, 3, 0, "[5, 5, 10, 10]", ", \"iscrowd\": 1")));
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.format()).isEqualTo("COCO");
        assertThat(data.classes()).containsExactly("cat", "dog");
        assertThat(onlyImage(data).annotations())
                .containsExactly(
                        new Annotation(1, new Box(1, 2.5, 11, 22.5), false, 150.5),
                        new Annotation(0, new Box(5, 5, 15, 15), true, 100));
        assertThat(data.findings().all())
                .extracting(Findings.Finding::kind)
                .containsExactly(Findings.Finding.Kind.CROWD);
    }

    @ParameterizedTest
    @CsvSource({
        "train/_annotations.coco.json,valid/_annotations.coco.json,train/,valid/",
        "annotations/instances_train2017.json,annotations/instances_val2017.json,train2017/,val2017/",
        "annotations/instances_train2017.json,annotations/instances_val2017.json,images/train2017/,images/val2017/",
        "annotations/instances_train.json,annotations/instances_val.json,images/train/,images/valid/",
        "annotations/train.json,annotations/val.json,images/,images/",
        "train.json,valid.json,'',''"
    })
    void eachLayoutIsReadAsGiven(String trainJson, String valJson, String trainFolder, String valFolder) {
        files.image(trainFolder + "a.png", 64, 48).image(valFolder + "b.png", 64, 48);
        files.text(trainJson, json(image(0, "a.png"), CATEGORIES, box(1, 0, 7, "[1, 1, 9, 9]", "")));
        files.text(valJson, json(image(0, "b.png"), CATEGORIES, box(1, 0, 7, "[1, 1, 9, 9]", "")));
        files.text("annotations/captions_train2017.json", "{\"images\": [], \"annotations\": []}");
        if (!trainJson.contains("instances")) {
            files.text("annotations/captions_train2017.json", "{}");
        }
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.splitOrigin()).isEqualTo(SplitNames.Origin.GIVEN);
        assertThat(data.splitNames().of(Split.TRAIN)).containsExactly(trainFolder + "a.png");
        assertThat(data.splitNames().of(Split.VALIDATION)).containsExactly(valFolder + "b.png");
        assertThat(data.findings().all())
                .extracting(Findings.Finding::kind)
                .containsExactly(Findings.Finding.Kind.FILE_NOT_USED, Findings.Finding.Kind.CLASS_WITHOUT_BOX);
    }

    @Test
    void classesAreJoinedByNameThoughIdsDifferBetweenParts() {
        files.image("train/a.png", 64, 48).image("test/b.png", 64, 48);
        files.text(
                "train/_annotations.coco.json",
                json(image(0, "a.png"), "{\"id\": 5, \"name\": \"dog\"}", box(1, 0, 5, "[1, 1, 9, 9]", "")));
        files.text(
                "test/_annotations.coco.json",
                json(
                        image(0, "b.png"),
                        "{\"id\": 5, \"name\": \"bird\"}, {\"id\": 6, \"name\": \"dog\"}",
                        box(1, 0, 6, "[1, 1, 9, 9]", "") + "," + box(2, 0, 5, "[2, 2, 9, 9]", "")));
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.classes()).containsExactly("dog", "bird");
        assertThat(data.require(Split.TEST).images().get(0).annotations())
                .extracting(Annotation::classIndex)
                .containsExactly(0, 1);
        assertThat(data.findings().of(Findings.Finding.Kind.CLASS_NOT_IN_TRAIN))
                .extracting(Findings.Finding::subject)
                .containsExactly("bird");
    }

    @Test
    void aRootCategoryWithoutBoxesIsNoClassButOneWithBoxesIs() {
        files.image("a.png", 64, 48);
        String categories =
                """
                {"id": 0, "name": "pieces", "supercategory": "none"},
                {"id": 1, "name": "pawn", "supercategory": "pieces"},
                {"id": 2, "name": "rook", "supercategory": "pawn"}""";
        files.text(
                "a.json",
                json(
                        image(3, "a.png"),
                        categories,
                        box(1, 3, 1, "[1, 1, 9, 9]", "") + "," + box(2, 3, 2, "[1, 1, 9, 9]", "")));
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.classes()).containsExactly("pawn", "rook");
        assertThat(data.findings().all()).extracting(Findings.Finding::subject).containsExactly("pieces");
    }

    @Test
    void whatDoesNotFitTogetherIsDroppedAndNamed() {
        files.image("a.png", 64, 48).image("unlisted.png", 64, 48);
        files.text(
                "a.json",
                json(
                        String.join(
                                ",", image(3, "a.png"), image(3, "b.png"), image(4, "absent.png"), image(5, "a.png")),
                        CATEGORIES + ", {\"id\": 7, \"name\": \"wolf\"}",
                        String.join(
                                ",",
                                box(1, 3, 0, "[1, 1, 9, 9]", ""),
                                box(1, 3, 7, "[1, 1, 9, 9]", ""),
                                box(3, 99, 0, "[1, 1, 9, 9]", ""),
                                box(4, 3, 99, "[1, 1, 9, 9]", ""),
                                box(5, 4, 0, "[1, 1, 9, 9]", ""),
                                box(6, 5, 0, "[2, 2, 9, 9]", ""),
                                box(7, 5, 0, "[2, 2, 0, -1]", ""))));
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.findings().all())
                .extracting(Findings.Finding::kind, Findings.Finding::subject)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(Findings.Finding.Kind.DUPLICATE_ID, "image 3"),
                        org.assertj.core.groups.Tuple.tuple(Findings.Finding.Kind.DUPLICATE_ID, "category 7"),
                        org.assertj.core.groups.Tuple.tuple(Findings.Finding.Kind.DUPLICATE_ID, "annotation 1"),
                        org.assertj.core.groups.Tuple.tuple(Findings.Finding.Kind.BOX_WITHOUT_IMAGE, "image_id 99"),
                        org.assertj.core.groups.Tuple.tuple(Findings.Finding.Kind.UNKNOWN_CATEGORY, "a.png"),
                        org.assertj.core.groups.Tuple.tuple(
                                Findings.Finding.Kind.ANNOTATION_WITHOUT_IMAGE, "absent.png"),
                        org.assertj.core.groups.Tuple.tuple(Findings.Finding.Kind.DUPLICATE_IMAGE, "a.png"),
                        org.assertj.core.groups.Tuple.tuple(
                                Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION, "unlisted.png"),
                        org.assertj.core.groups.Tuple.tuple(Findings.Finding.Kind.BOX_EMPTY, "a.png"),
                        org.assertj.core.groups.Tuple.tuple(Findings.Finding.Kind.CLASS_WITHOUT_BOX, "wolf"));
        assertThat(onlyImage(data).annotations()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{;\"images\": [{] | line 2 | broken JSON",
                "{\"images\": [], ;\"annotations\": [{\"id\": 1}] } | line 2 | annotation without \"bbox\"",
                "{\"images\": [], \"annotations\": [;{\"bbox\": [1,2,3]}] } | line 2 | \"bbox\" must be four numbers",
                "{\"images\": [], \"annotations\": [;{\"bbox\": [1,2,3,4,5]}] } | line 2 | but has more",
                "{\"images\": [], \"annotations\": [{;\"bbox\": [1,2,3,\"x\"]}] } | line 2 | must be a number, but is 'x'",
                "{\"images\": [], \"annotations\": [;{\"bbox\": [1,2,1e999,4]}] } | line 2 | must be a number, but is '1e999'",
                "{\"images\": [], \"annotations\": [{;\"bbox\": [\"Infinity\",2,3,4]}] } | line 2 | but is 'Infinity'",
                "{\"images\": [], \"annotations\": [{;\"area\": 1e999}] } | line 2 | \"area\" must be a number",
                "{\"images\": [], \"annotations\": [{\"bbox\": [1,2,3,4]}] } | line 1 | without \"image_id\"",
                "{\"images\": [{\"id\": 1}], \"annotations\": [] } | line 1 | image without \"file_name\"",
                "{\"images\": [{;\"id\": true}], \"annotations\": [] } | line 2 | \"id\" must be a whole number or a text, but is true",
                "{\"images\": [3], \"annotations\": [] } | line 1 | must be an object",
                "{\"images\": [], \"annotations\": [], \"categories\": {} } | line 1 | \"categories\" must be a list",
                "{\"images\": [] } | train.json | the list \"annotations\" of a COCO file is missing",
            })
    void aBrokenFileIsRefusedWithItsLine(String text, String line, String what) {
        files.text("train.json", text.replace(';', '\n'));
        assertThatThrownBy(() -> CocoFile.read(root.resolve("train.json")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(root.resolve("train.json").toString())
                .hasMessageContaining(line)
                .hasMessageContaining(what);
    }

    @Test
    void aTruncatedFileInItsUsualPlaceIsNotTakenForNoAnnotations() {
        files.image("train/a.png", 64, 48).text("train/_annotations.coco.json", "{\"images\": [\n{\"id\": 1, \"fi");
        assertThatThrownBy(() -> DetectionData.open(root, 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("_annotations.coco.json line 2: broken JSON");
    }

    @Test
    void aBoxWhoseEdgeIsBeyondAllNumbersIsRefusedWithItsLine() {
        files.image("a.png", 64, 48);
        files.text("a.json", json(image(3, "a.png"), CATEGORIES, box(1, 3, 7, "[1e308, 1, 1e308, 9]", "")));
        assertThatThrownBy(() -> DetectionData.open(root, 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(
                        "a.json line 7: the box [1.0E308, 1, Infinity, 10] of a.png has an infinite coordinate");
    }

    @Test
    void anImageThatTwoPartsNameHasTheBoxesOfBothEachOnce() {
        files.image("images/a.png", 64, 48).image("images/b.png", 64, 48);
        files.text(
                "annotations/train.json",
                json(
                        image(0, "a.png") + "," + image(1, "b.png"),
                        CATEGORIES,
                        box(1, 0, 7, "[1, 1, 9, 9]", "") + "," + box(2, 1, 0, "[1, 1, 9, 9]", "")));
        files.text(
                "annotations/val.json",
                json(
                        image(0, "a.png"),
                        CATEGORIES,
                        box(1, 0, 7, "[1, 1, 9, 9]", "") + "," + box(2, 0, 0, "[20, 20, 9, 9]", "")));
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.splitNames().of(Split.VALIDATION)).containsExactly("images/a.png");
        assertThat(Annotations.of(data, "images/a.png"))
                .containsExactly(Annotation.of(1, new Box(1, 1, 10, 10)), Annotation.of(0, new Box(20, 20, 29, 29)));
        assertThat(data.findings().of(Findings.Finding.Kind.DUPLICATE_BOX)).isEmpty();
        assertThat(data.findings().of(Findings.Finding.Kind.DUPLICATE_IMAGE))
                .extracting(Findings.Finding::done)
                .containsExactly("boxes merged", "kept in validation only");
    }

    @Test
    void aPathThatLeavesTheFolderIsNotFollowed() {
        files.image("inside/a.png", 64, 48).image("outside.png", 64, 48);
        files.text(
                "inside/a.json",
                json(
                        image(1, "../outside.png") + "," + image(2, "a.png"),
                        CATEGORIES,
                        box(1, 2, 7, "[1, 1, 9, 9]", "")));
        DetectionData data = DetectionData.open(root.resolve("inside"), 1);
        assertThat(data.findings().of(Findings.Finding.Kind.IMAGE_OUTSIDE_FOLDER))
                .extracting(Findings.Finding::subject)
                .isEqualTo(List.of("../outside.png"));
    }
}
