package org.vpt4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.datasets.TinyFiles;
import org.vpt4j.vision.error.ConfigException;

/** Files as annotation tools write them, with shapes other than boxes and paths of other machines. */
class ToolFormatsTest {
    @TempDir
    private Path root;

    private final Findings.Collector findings = new Findings.Collector();

    private TinyFiles files() {
        return new TinyFiles(root);
    }

    private List<String> boxes() {
        return boxes(DatasetReading.automatic());
    }

    private List<String> boxes(DatasetReading reading) {
        return ReadBoxes.in(root, reading, findings);
    }

    private static DatasetReading layout(String text) {
        return new DatasetReading(Optional.empty(), Optional.of(text), Optional.empty(), Optional.empty(), false);
    }

    private static DatasetReading columns(String text) {
        return new DatasetReading(Optional.empty(), Optional.empty(), Optional.of(text), Optional.empty(), false);
    }

    private static DatasetReading classes(Path map) {
        return new DatasetReading(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new DatasetReading.Classes(map, true)),
                false);
    }

    @Test
    void labelMesPolygonsAndCirclesAreTheirBoundingBoxes() {
        files().image("a.png", 100, 80)
                .text(
                        "a.json",
                        """
                        {"version": "5.0.1", "flags": {}, "imagePath": "C:\\\\Users\\\\me\\\\a.png", "imageData": null,
                         "shapes": [
                          {"label": "cat", "points": [[30, 40], [10, 20]], "shape_type": "rectangle", "flags": {}},
                          {"label": "dog", "points": [[1, 2], [5, 9], [3, 4]], "shape_type": "polygon"},
                          {"label": "dog", "points": [[50, 50], [53, 54]], "shape_type": "circle"},
                          {"label": "eye", "points": [[50, 50]], "shape_type": "point"}],
                         "imageHeight": 80, "imageWidth": 100}""");

        assertThat(boxes())
                .containsExactly("a.png cat [10, 20, 30, 40]", "a.png dog [1, 2, 5, 9]", "a.png dog [45, 45, 55, 55]");
        assertThat(findings.collected().count(Findings.Finding.Kind.OUTLINE)).isEqualTo(2);
        assertThat(findings.collected().of(Findings.Finding.Kind.SHAPE_WITHOUT_BOX))
                .singleElement()
                .satisfies(finding -> assertThat(finding.position()).hasToString("a.json shapes[3]"));
    }

    @Test
    void oneBrokenLabelMeFileCostsOneFinding() {
        files().image("a.png", 100, 80)
                .image("b.png", 100, 80)
                .text(
                        "a.json",
                        "{\"shapes\": [{\"label\": \"cat\", \"points\": [[1, 2], [3, 4]],"
                                + " \"shape_type\": \"rectangle\"}], \"imagePath\": \"a.png\"}")
                .text(
                        "b.json",
                        "{\"shapes\": [{\"label\": \"cat\", \"points\": [[1, \"x\"]]}], \"imagePath\": \"b.png\"}");

        assertThat(boxes()).containsExactly("a.png cat [1, 2, 3, 4]");
        assertThat(findings.collected().of(Findings.Finding.Kind.ANNOTATION_BROKEN))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail())
                        .isEqualTo("b.json shapes[0].points[0][1]: expected a number, but found \"x\""));
    }

    @Test
    void viasRegionsHaveTheClassOfTheirAttribute() {
        files().image("a.png", 100, 80)
                .text(
                        "via_project.json",
                        """
                        {"_via_settings": {}, "_via_img_metadata": {"a.png123": {"filename": "a.png", "size": 123, "regions": [
                          {"shape_attributes": {"name": "rect", "x": 10, "y": 20, "width": 5, "height": 6},
                           "region_attributes": {"colour": "red", "Class": "cat"}},
                          {"shape_attributes": {"name": "ellipse", "cx": 50, "cy": 40, "rx": 10, "ry": 5, "theta": 0},
                           "region_attributes": {"type": {"dog": true}}},
                          {"shape_attributes": {"name": "point", "cx": 1, "cy": 2}, "region_attributes": {"type": "x"}}],
                         "file_attributes": {}}}}""");

        assertThat(boxes()).containsExactly("a.png cat [10, 20, 15, 26]", "a.png dog [40, 35, 60, 45]");
        assertThat(findings.collected().count(Findings.Finding.Kind.SHAPE_WITHOUT_BOX))
                .isEqualTo(1);
    }

    @Test
    void cvatsTurnedBoxesAndSubsetsAreRead() {
        files().image("images/train/a.png", 100, 80)
                .image("images/test/b.png", 100, 80)
                .text(
                        "annotations.xml",
                        """
                        <?xml version="1.0" encoding="utf-8"?>
                        <annotations><version>1.1</version>
                         <meta><task><labels><label><name>cat</name></label><label><name>dog</name></label></labels></task></meta>
                         <image id="0" name="a.png" subset="Train" width="100" height="80">
                          <box label="cat" xtl="10" ytl="20" xbr="30" ybr="60" rotation="90.0"></box>
                          <polygon label="dog" points="1,2;5,9;3,4"></polygon>
                          <points label="dog" points="1,2"></points>
                         </image>
                         <image id="1" name="b.png" subset="Test" width="100" height="80"></image>
                        </annotations>""");

        DatasetEntries entries = new CvatFormat().read(root, findings);

        assertThat(boxes())
                .containsExactly(
                        "train images/train/a.png cat [0, 30, 40, 50]", "train images/train/a.png dog [1, 2, 5, 9]");
        assertThat(entries.classes()).containsExactly("cat", "dog");
        assertThat(entries.parts()).extracting(DatasetEntries.Part::name).containsExactly("train", "test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/data/upload/7/0f3a9c21-my%20cat.png",
                "/data/local-files/?d=pets/my%20cat.png",
                "s3://bucket/pets/my cat.png",
                "https://example.org/pets/my%20cat.png?token=1"
            })
    void labelStudiosAddressesAreMatchedByTheirEnds(String address) {
        files().image("img/my cat.png", 200, 100)
                .image("img/other.png", 200, 100)
                .text(
                        "project-1.json",
                        """
                        [{"id": 1, "data": {"image": "%s"}, "annotations": [
                           {"was_cancelled": true, "result": []},
                           {"was_cancelled": false, "result": [{"original_width": 200, "original_height": 100,
                             "value": {"x": 10, "y": 20, "width": 25, "height": 50, "rotation": 0,
                                       "rectanglelabels": ["cat"]}, "type": "rectanglelabels"}]}]}]"""
                                .formatted(address));

        assertThat(boxes()).containsExactly("img/my cat.png cat [20, 20, 70, 70]");
        assertThat(findings.collected().of(Findings.Finding.Kind.PATH_BY_ITS_END))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).isEqualTo("written as " + address));
    }

    @Test
    void aPathThatCouldBeTwoImagesIsNone() {
        files().image("x/a.png", 20, 10)
                .image("y/a.png", 20, 10)
                .text(
                        "export.json",
                        """
                        [{"id": 1, "data": {"image": "s3://bucket/z/a.png"}, "annotations": [{"result": []}]}]""");

        assertThat(boxes()).isEmpty();
        assertThat(findings.collected().count(Findings.Finding.Kind.ANNOTATION_WITHOUT_IMAGE))
                .isEqualTo(1);
    }

    @Test
    void openImagesHasFractionsAndNamesOfItsLabels() {
        files().image("train/0001.png", 200, 100)
                .text("class-descriptions-boxable.csv", "/m/01yrx,Cat\n")
                .text(
                        "train-annotations-bbox.csv",
                        """
                        ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf
                        0001,xclick,/m/01yrx,1,0.1,0.5,0.2,0.8,0,0,0
                        """);

        assertThat(boxes()).containsExactly("train train/0001.png Cat [20, 20, 100, 80]");
    }

    @Test
    void fiftyOnesLabelsAreNamesOrNumbers() {
        files().image("data/a.png", 200, 100)
                .text(
                        "labels.json",
                        """
                        {"classes": ["cat", "dog"], "labels": {"a": [
                          {"label": 1, "bounding_box": [0.125, 0.25, 0.5, 0.5]},
                          {"label": "cat", "bounding_box": [0, 0, 1, 1]}]}}""");

        assertThat(boxes()).containsExactly("data/a.png dog [25, 25, 125, 75]", "data/a.png cat [0, 0, 200, 100]");
    }

    @Test
    void cvatsYoloFoldersAreParts() {
        files().image("obj_train_data/a.png", 100, 80)
                .text("obj_train_data/a.txt", "0 0.5 0.5 0.2 0.5\n")
                .text("obj.names", "cat\n")
                .text("obj.data", "classes = 1\ntrain = data/train.txt\nnames = data/obj.names\n")
                .text("train.txt", "data/obj_train_data/a.png\n");

        assertThat(boxes()).containsExactly("train obj_train_data/a.png cat [40, 20, 60, 60]");
    }

    @Test
    void cocosMasksGiveTheBoxesThatAreNotWritten() {
        files().image("a.png", 100, 80)
                .text(
                        "instances.json",
                        """
                        {"images": [{"id": 1.0, "file_name": "a.png"}], "categories": [{"id": 0, "name": "cat"}],
                         "annotations": [
                          {"id": 1, "image_id": 1, "category_id": 0, "segmentation": [[1, 2, 5, 9, 3, 4], [7, 3, 8, 8, 8, 3]]},
                          {"id": 2, "image_id": 1, "category_id": 0, "bbox": [],
                           "segmentation": {"size": [4, 5], "counts": [5, 2, 2, 3, 8]}}]}""");

        assertThat(boxes()).containsExactly("a.png cat [1, 2, 8, 9]", "a.png cat [1, 1, 3, 4]");
    }

    @Test
    void aCompressedMaskIsDecodedAsInPycocotools() {
        // rleToString of maskApi.c, of ones in rows 1 to 2 and columns 1 to 3 of 4 x 5 zeros
        assertThat(CocoMask.decoded("5220003")).containsExactly(5L, 2L, 2L, 2L, 2L, 2L, 5L);
        assertThat(CocoMask.decoded("T3X1l11\\m0")).containsExactly(100L, 40L, 60L, 41L, 1000L);
        assertThat(CocoMask.bounds(List.of(5L, 2L, 2L, 2L, 2L, 2L, 5L), 4)).isEqualTo(new Outline(1, 1, 4, 3, false));
    }

    @Test
    void tablesMayHaveOtherDelimitersAndColumns() {
        files().image("a.png", 100, 80).text("t.csv", "Datei;Art;links;oben;b;h\na.png;Katze;10,5;20;30;40\n");

        assertThat(boxes(columns("image=Datei,class=Art,x=links,y=oben,w=5,h=6")))
                .containsExactly("a.png Katze [10.50, 20, 40.50, 60]");
    }

    @Test
    void aDescribedLayoutJoinsImagesAndLabelsByTheNamesInTheirPaths() {
        files().image("set/g1/7_test.png", 100, 80)
                .image("set/g1/7_temp.png", 100, 80)
                .image("set/g2/8_test.png", 100, 80)
                .text("set/g1_not/7.txt", "1 2 30 40 3\n")
                .text("set/g2_not/8.txt", "5,6,7,8,1\n\n")
                .text("set/train.txt", "g1/7.png g1_not/7.txt\n")
                .text("set/test.txt", "g2/8.png g2_not/8.txt\ng2/9.png g2_not/9.txt\n");

        assertThat(boxes(layout("x1 y1 x2 y2 class; images set/{g}/{n}_test.png; labels set/{g}_not/{n}.txt;"
                        + " lists set/{split}.txt; names 1=open 3=mouse")))
                .contains("train set/g1/7_test.png mouse [1, 2, 30, 40]", "test set/g2/8_test.png open [5, 6, 7, 8]");
        assertThat(findings.collected().count(Findings.Finding.Kind.LISTED_BUT_MISSING))
                .isEqualTo(1);
        assertThat(findings.collected().of(Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION))
                .extracting(Findings.Finding::subject)
                .containsExactly("set/g1/7_temp.png");
    }

    @Test
    void aLayoutWithImagesInItsLinesNeedsOneFileOnly() {
        files().image("img/a.png", 100, 80).text("boxes.txt", "/home/me/img/a.png 0.5 0.5 0.25 0.5 big cat\n");

        assertThat(boxes(layout("image cx cy w h class; labels boxes.txt; unit fraction")))
                .containsExactly("img/a.png big cat [37.50, 20, 62.50, 60]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x1 y1 x2 class",
                "x1 y1 x2 y2",
                "x1 y1 x2 y2 class; colour red",
                "x1 y1 x2 y2 class; unit inch",
                "x1 y1 x2 y2 class; names 1",
                "x1 y1 x2 y2 class; images {bad name}.png"
            })
    void aLayoutThatCannotBeUnderstoodIsRefused(String text) {
        assertThatThrownBy(() -> TextLayout.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("layout: ");
    }

    @Test
    void classesAreRenamedMergedAndDropped() {
        files().image("a.png", 100, 80)
                .text("boxes.csv", "a.png,1,2,3,4,yes\na.png,5,6,7,8,with mask\na.png,5,6,9,9,1\na.png,0,0,2,2,sky\n")
                .text("names.yaml", "yes: mask\nwith mask: mask\n1:\n");

        assertThat(boxes(classes(root.resolve("names.yaml"))))
                .containsExactly("a.png mask [1, 2, 3, 4]", "a.png mask [5, 6, 7, 8]", "a.png sky [0, 0, 2, 2]");
        assertThat(findings.collected().count(Findings.Finding.Kind.CLASS_DROPPED))
                .isEqualTo(1);
    }

    @Test
    void aClassMapThatNamesNoClassOfTheDataIsRefused() {
        files().image("a.png", 100, 80)
                .text("boxes.csv", "a.png,1,2,3,4,mask\n")
                .text("names.yaml", "masc: face\n");

        assertThatThrownBy(() -> boxes(classes(root.resolve("names.yaml"))))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("the data has no class \"masc\", but mask; did you mean \"mask\"?");
    }
}
