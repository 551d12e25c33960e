package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.datasets.format.Findings.Finding.Kind;
import org.vpt4j.vision.image.Box;

/** What the exports of other programs do: their columns, lists, paths, numbers that are none, and half-labelled projects. */
class ExporterQuirksTest {
    private static final String ABOUT =
            "\"images\": [{\"id\": 1, \"file_name\": \"%s\"}, {\"id\": 2, \"file_name\": \"%s\"}],"
                    + " \"categories\": [{\"id\": 1, \"name\": \"cat\"}], ";

    @TempDir
    private Path root;

    private DatasetDoctor.Diagnosis examined() {
        return DatasetDoctor.examine(root, DatasetReading.automatic(), true, DetectionData.Progress.NONE);
    }

    private TinyFiles images(String... names) {
        TinyFiles files = new TinyFiles(root);
        for (int i = 0; i < names.length; i++) {
            files.image(names[i], 100, 80);
        }
        return files;
    }

    private static Map<String, List<String>> boxes(DetectionData data) {
        Map<String, List<String>> boxes = new TreeMap<>();
        for (Split split : Split.values()) {
            data.split(split).ifPresent(part -> part.images()
                    .forEach(image -> boxes.put(
                            split.key() + " " + image.name(),
                            image.annotations().stream()
                                    .map(one -> data.classes().get(one.classIndex()) + " " + corners(one.box()))
                                    .toList())));
        }
        return boxes;
    }

    private static String corners(Box box) {
        return (int) Math.rint(box.x1()) + " " + (int) Math.rint(box.y1()) + " " + (int) Math.rint(box.x2()) + " "
                + (int) Math.rint(box.y2());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "label_name,bbox_x,bbox_y,bbox_width,bbox_height,image_name,image_width,image_height\ncat,10,20,30,40,a.png,100,80",
                "cat,10,20,30,40,a.png,100,80",
                "image_id,x_min,y_min,x_max,y_max,class_name\na,10,20,40,60,cat",
                "image,x,y,width,height,label\na.png,10,20,30,40,cat",
                "image,xmin,ymin,width,height,label\na.png,10,20,30,40,cat",
                "filename,left,top,right,bottom,width,height,class\na.png,10,20,40,60,100,80,cat",
                "filename,x_center,y_center,width,height,label\na.png,25,40,30,40,cat",
                "frame xmin ymin xmax ymax occluded label\na.png 10 20 40 60 0 \"cat\" \"red\"",
                ",filename,width,height,class,xmin,ymin,xmax,ymax\n0,a.png,100,80,cat,10,20,40,60",
                "UNASSIGNED,gs://bucket/d/a.png,cat,0.1,0.25,,,0.4,0.75,,",
            })
    void aTableOfAnotherProgramHasItsOwnColumns(String table) {
        images("a.png").text("labels.csv", table + "\n");

        assertThat(boxes(examined().data())).isEqualTo(Map.of("train a.png", List.of("cat 10 20 40 60")));
    }

    @Test
    void aColumnOfATableMaySayTheSplit() {
        images("a.png", "b.png", "c.png")
                .text(
                        "labels.csv",
                        """
                        filename,xmin,ymin,xmax,ymax,class,split
                        a.png,10,20,40,60,cat,TRAIN
                        b.png,10,20,40,60,cat,validation
                        c.png,10,20,40,60,cat,test
                        """);

        assertThat(boxes(examined().data())).containsOnlyKeys("train a.png", "validation b.png", "test c.png");
    }

    @Test
    void darknetsListsSayTheSplits() {
        images("data/obj/a.png", "data/obj/b.png", "data/obj/c.png")
                .text("data/obj/a.txt", "1 0.25 0.5 0.3 0.5\n")
                .text("data/obj/b.txt", "")
                .text("data/obj/c.txt", "0 0.25 0.5 0.3 0.5\n")
                .text("data/obj.names", "cat\ndog\n")
                .text(
                        "data/obj.data",
                        "classes = 2\ntrain = data/train.txt\nvalid = data/test.txt\nnames = data/obj.names\n")
                .text("data/train.txt", "data/obj/a.png\ndata/obj/c.png\n")
                .text("data/test.txt", "data/obj/b.png\n");

        DatasetDoctor.Diagnosis found = examined();

        assertThat(boxes(found.data()))
                .isEqualTo(Map.of(
                        "train data/obj/a.png", List.of("dog 10 20 40 60"),
                        "train data/obj/c.png", List.of("cat 10 20 40 60"),
                        "validation data/obj/b.png", List.of()));
        assertThat(found.findings().count(Kind.FILE_NOT_USED)).isZero();
    }

    @Test
    void aDescriptionWithoutNamesHasThoseOfUltralytics() {
        images("images/a.png").text("labels/a.txt", "1 0.25 0.5 0.3 0.5\n").text("data.yaml", "train: images\nnc: 2\n");

        assertThat(boxes(examined().data())).isEqualTo(Map.of("train images/a.png", List.of("class_1 10 20 40 60")));
    }

    @Test
    void labelStudiosNotesBelongToItsExport() {
        images("images/a.png")
                .text("labels/a.txt", "0 0.25 0.5 0.3 0.5\n")
                .text("classes.txt", "cat\n")
                .text("notes.json", "{\"categories\": [{\"id\": 0, \"name\": \"cat\"}], \"info\": {\"year\": 2024}}");

        DatasetDoctor.Diagnosis found = examined();

        assertThat(boxes(found.data())).isEqualTo(Map.of("train images/a.png", List.of("cat 10 20 40 60")));
        assertThat(found.findings().all()).isEmpty();
    }

    @Test
    void aTaskThatNobodyHasLabelledIsNoBackground() {
        images("a.png", "b.png", "c.png")
                .text(
                        "project.json",
                        """
                        [{"data": {"image": "/data/upload/1/a.png"}, "annotations": [{"result": [
                           {"type": "rectanglelabels", "original_width": 100, "original_height": 80, "value":
                             {"x": 10, "y": 25, "width": 30, "height": 50, "rectanglelabels": ["cat", "pet"]}}]}]},
                         {"data": {"image": "/data/upload/1/b.png"}, "annotations": [],
                          "predictions": [{"result": [{"value": {"x": 1, "y": 2, "width": 3, "height": 4}}]}]},
                         {"data": {"image": "/data/upload/1/c.png"}, "annotations": [{"result": []}]}]""");

        DatasetDoctor.Diagnosis found = examined();

        assertThat(boxes(found.data()))
                .isEqualTo(Map.of("train a.png", List.of("cat 10 20 40 60"), "train c.png", List.of()));
        assertThat(found.findings().of(Kind.IMAGE_WITHOUT_ANNOTATION))
                .singleElement()
                .hasToString(
                        "project.json [1]: image without annotations: b.png, the task has no annotation (not used)");
        assertThat(found.findings().of(Kind.OTHER_LABEL))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).isEqualTo("also pet"));
    }

    @Test
    void aPathThatLeadsOutOfTheExportIsFoundByItsEnd() {
        images("images/0a1b2c-a.png", "images/0a1b2c-b.png")
                .text(
                        "result.json",
                        "{"
                                + ABOUT.formatted(
                                        "..\\\\..\\\\media\\\\upload\\\\4\\\\0a1b2c-a.png", "images\\\\4/0a1b2c-b.png")
                                + "\"annotations\": [{\"image_id\": 1, \"category_id\": 1, \"bbox\": [10, 20, 30, 40]},"
                                + " {\"image_id\": 2, \"category_id\": 1, \"bbox\": [1, 2, 3, 4]}]}");

        assertThat(boxes(examined().data()))
                .isEqualTo(Map.of(
                        "train images/0a1b2c-a.png", List.of("cat 10 20 40 60"),
                        "train images/0a1b2c-b.png", List.of("cat 1 2 4 6")));
    }

    @Test
    void aMissingFolderDoesNotLendItsBoxesToAnImageWithTheSameName() {
        images("cam2/a.png")
                .text(
                        "result.json",
                        "{" + ABOUT.formatted("cam1/a.png", "cam2/a.png")
                                + "\"annotations\": [{\"image_id\": 1, \"category_id\": 1, \"bbox\": [10, 20, 30, 40]},"
                                + " {\"image_id\": 2, \"category_id\": 1, \"bbox\": [1, 2, 3, 4]}]}");

        DatasetDoctor.Diagnosis found = examined();

        assertThat(boxes(found.data())).isEqualTo(Map.of("train cam2/a.png", List.of("cat 1 2 4 6")));
        assertThat(found.findings().of(Kind.ANNOTATION_WITHOUT_IMAGE)).hasSize(1);
    }

    @Test
    void pythonsNaNIsNoBoxAndItsImageNoBackground() {
        images("a.png", "b.png")
                .text(
                        "result.json",
                        "{" + ABOUT.formatted("a.png", "b.png")
                                + "\"annotations\": [{\"image_id\": 1, \"category_id\": 1, \"area\": NaN, \"bbox\": [10, 20, 30, 40]},"
                                + " {\"image_id\": 2, \"category_id\": 1, \"bbox\": [NaN, 2, 3, 4]}]}");

        DatasetDoctor.Diagnosis found = examined();

        assertThat(boxes(found.data())).isEqualTo(Map.of("train a.png", List.of("cat 10 20 40 60")));
        assertThat(found.findings().of(Kind.BOX_EMPTY))
                .singleElement()
                .satisfies(finding -> assertThat(finding.position()).hasToString("result.json line 1, annotations[1]"));
        assertThat(boxes(DetectionData.open(root, 1))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"bbox\": [1, 2, 3], \"image_id\": 2, \"category_id\": 1}",
                "{\"image_id\": 2, \"category_id\": 1, \"bbox\": \"[1, 2, 3, 4]\"}",
                "{\"image_id\": 2, \"category_id\": 9, \"bbox\": [1, 2, 3, 4]}",
            })
    void anImageWhoseOnlyBoxCannotBeReadIsNoBackground(String annotation) {
        images("images/a.png", "images/b.png")
                .text(
                        "result.json",
                        "{" + ABOUT.formatted("a.png", "b.png")
                                + "\"annotations\": [{\"image_id\": 1, \"category_id\": 1, \"bbox\": [10, 20, 30, 40]}, "
                                + annotation + "]}");

        DatasetDoctor.Diagnosis found = examined();

        assertThat(boxes(found.fixed())).isEqualTo(Map.of("train images/a.png", List.of("cat 10 20 40 60")));
        assertThat(found.findings().of(Kind.NO_USABLE_BOX))
                .singleElement()
                .satisfies(finding -> assertThat(finding.subject()).isEqualTo("images/b.png"));
    }

    @Test
    void aLineOfATableThatCannotBeReadLeavesItsImageOut() {
        images("a.png", "b.png")
                .text("labels.csv", "image,xmin,ymin,xmax,ymax,class\na.png,10,20,40,60,cat\nb.png,10,?,40,60,cat\n");

        assertThat(boxes(examined().fixed())).containsOnlyKeys("train a.png");
    }

    @Test
    void theSameImagesInBothSplitsAreNotCopiesOfThemselves() {
        images("images/a.png")
                .text("labels/a.txt", "0 0.25 0.5 0.3 0.5\n")
                .text("data.yaml", "train: images\nval: images\nnames: [cat]\n");

        DatasetDoctor.Diagnosis found = examined();

        assertThat(boxes(found.fixed())).containsOnlyKeys("train images/a.png", "validation images/a.png");
        assertThat(found.findings().all()).extracting(finding -> finding.kind()).containsExactly(Kind.SAME_SPLIT);
    }

    @Test
    void twoImagesThatDifferInTheirExtensionShareALabelFile() {
        images("images/a.png", "images/a.jpg")
                .text("labels/a.txt", "0 0.25 0.5 0.3 0.5\n")
                .text("classes.txt", "cat\n");

        assertThat(examined().findings().of(Kind.LABELS_SHARED))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).isEqualTo("also that of images/a.jpg"));
    }

    @Test
    void roLabelImgsTurnedRectanglesAreTheirBoundingBoxes() {
        images("a.png")
                .text(
                        "a.xml",
                        """
                        <annotation><filename>a</filename><object><type>robndbox</type><name>cat</name><robndbox>
                        <cx>50</cx><cy>40</cy><w>30</w><h>20</h><angle>1.5707963267948966</angle></robndbox></object>
                        </annotation>""");

        assertThat(boxes(examined().data())).isEqualTo(Map.of("train a.png", List.of("cat 40 25 60 55")));
    }

    @Test
    void fiftyOnesVocHasItsImagesInData() {
        images("data/a.png").voc("labels/a.xml", "a.png", 100, 80, "cat 10 20 40 60");

        assertThat(boxes(examined().data())).isEqualTo(Map.of("train data/a.png", List.of("cat 10 20 40 60")));
    }

    @Test
    void cvatsListOfAllImagesAndItsColoursAreNoDefects() {
        images("JPEGImages/a.png")
                .voc("Annotations/a.xml", "a.png", 100, 80, "cat 10 20 40 60")
                .text("ImageSets/Main/default.txt", "a\n")
                .text("labelmap.txt", "# label:color_rgb:parts:actions\ncat:128,0,0::\n");

        assertThat(examined().findings().all()).isEmpty();
    }

    @Test
    void filesOfAnUnknownFormatAreNamed() {
        images("train/a.png").text("train/metadata.jsonl", "{\"file_name\": \"a.png\", \"objects\": {}}\n");

        assertThatThrownBy(() -> DetectionData.open(root, 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("1 file could be annotations: train/metadata.jsonl");
    }
}
