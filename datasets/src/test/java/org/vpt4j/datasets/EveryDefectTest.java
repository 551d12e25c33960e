package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.datasets.format.Findings;

/** The doctor reads on after a defect, in every format, and lists them all with their places. */
class EveryDefectTest {
    @TempDir
    Path root;

    private TinyFiles files;

    @BeforeEach
    void images() {
        files = new TinyFiles(root);
        for (String name : List.of("a", "b", "c")) {
            files.image(name + ".png", 40, 30);
        }
    }

    private List<String> defects(DatasetReading reading) {
        DatasetDoctor.Diagnosis diagnosis = DatasetDoctor.examine(root, reading, true, DetectionData.Progress.NONE);
        assertThat(diagnosis.data().classes()).contains("cat");
        return diagnosis.findings().of(Findings.Finding.Kind.ANNOTATION_BROKEN).stream()
                .map(Findings.Finding::detail)
                .map(detail -> detail.replace(root + "/", ""))
                .toList();
    }

    private List<String> defects() {
        return defects(DatasetReading.automatic());
    }

    @Test
    void coco() {
        files.text(
                "a.json",
                """
                {"images": [{"id": 1, "file_name": "a.png"},
                {"id": 2},
                {"id": 3, "file_name": "c.png"}],
                "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 5, 5]},
                {"id": 2, "image_id": 1, "category_id": 1, "bbox": [1, 1, 5]},
                {"id": 3, "image_id": 3, "category_id": 1, "bbox": [1, 1, "x", 5]}],
                "categories": [{"id": 1, "name": "cat"}]}
                """);
        assertThat(defects())
                .containsExactly(
                        "a.json line 2: image without \"file_name\"",
                        "a.json line 5: \"bbox\" must be four numbers [x, y, width, height]",
                        "a.json line 6: \"bbox\" must be a number, but is 'x'");
    }

    @Test
    void oneCocoFileOfSeveral() {
        files.text("train.json", "{\"images\": [], \n \"annotations\": [")
                .text(
                        "val.json",
                        "{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}], \"annotations\": [{\"id\": 1, \"image_id\": 1,"
                                + " \"category_id\": 1, \"bbox\": [1, 1, 5, 5]}], \"categories\": [{\"id\": 1, \"name\":"
                                + " \"cat\"}]}");
        assertThat(defects()).singleElement().asString().startsWith("train.json line 2: broken JSON");
    }

    @Test
    void cvat() {
        files.text(
                "annotations.xml",
                """
                <annotations><version>1.1</version>
                <image id="0" name="a.png" width="40" height="30">
                <box label="cat" xtl="1" ytl="1" xbr="x" ybr="9"/>
                <box label="cat" xtl="1" ytl="1" xbr="9" ybr="9"/>
                <polygon label="cat" points="1,2;3"/></image>
                <image id="1" width="40" height="30"><box label="cat" xtl="1" ytl="1" xbr="9" ybr="9"/></image>
                <image id="2" name="c.png" width="40" height="30">
                """);
        assertThat(defects())
                .containsExactly(
                        "annotations.xml line 3: xbr must be a number, but is 'x'",
                        "annotations.xml line 5: points must be \"x,y;x,y;…\", but one is '3'",
                        "annotations.xml line 6: <image> without name",
                        "annotations.xml line 8: broken XML: XML document structures must start and end within the same"
                                + " entity.");
    }

    @Test
    void csv() {
        files.text(
                "t.csv", "filename,class,xmin,ymin,xmax,ymax\na.png,cat,1,1,x,9\na.png,cat,1,1,9,9\nb.png,,1,1,9,9\n");
        assertThat(defects())
                .hasSize(2)
                .satisfiesExactly(
                        first -> assertThat(first).contains("t.csv line 2").contains("'x'"),
                        second -> assertThat(second).contains("t.csv line 4: no class"));
    }

    @Test
    void openImages() {
        files.text(
                "annotations-bbox.csv",
                """
                ImageID,LabelName,XMin,XMax,YMin,YMax
                a,cat,0.1,0.5,0.1,0.5
                b,cat,0.1,much,0.1,0.5
                ,cat,0.1,0.5,0.1,0.5
                b,cat,0.1,0.5,0.1,
                """);
        assertThat(defects()).hasSize(3).allMatch(text -> text.startsWith("annotations-bbox.csv line "));
    }

    @Test
    void fiftyOne() {
        files.text(
                "labels.json",
                """
                {"classes": ["cat"], "labels": {
                 "a": [{"label": 0, "bounding_box": [0.1, 0.1, 0.5]}, {"label": 7, "bounding_box": [0.1, 0.1, 0.5, 0.5]}],
                 "b": [{"label": 0, "bounding_box": [0.1, 0.1, 0.5, 0.5]}], "c": 5}}
                """);
        assertThat(defects())
                .hasSize(3)
                .anyMatch(text -> text.contains("labels.a[0].bounding_box: expected four numbers"))
                .anyMatch(text -> text.contains("labels.a[1].label: expected the name of a class"))
                .anyMatch(text -> text.contains("labels.c: expected a list"));
    }

    @Test
    void via() {
        files.text(
                "via.json",
                """
                {"a": {"filename": "a.png", "regions": [
                  {"shape_attributes": {"name": "rect", "x": "?", "y": 1, "width": 3, "height": 3}, "region_attributes": {"c": "cat"}},
                  {"shape_attributes": {"name": "rect", "x": 1, "y": 1, "width": 3, "height": 3}, "region_attributes": {"c": "cat"}}]},
                 "b": {"filename": 5.5, "regions": []}, "c": {"filename": [], "regions": []}}
                """);
        assertThat(defects())
                .hasSize(2)
                .anyMatch(text -> text.contains("regions[0].shape_attributes.x: expected a number"))
                .anyMatch(text -> text.contains("c.filename: expected a text"));
    }

    @Test
    void labelStudio() {
        files.text(
                "ls.json",
                """
                [{"data": {"image": "a.png"}, "annotations": [{"result": [
                   {"value": {"x": "?", "y": 1, "width": 3, "height": 3, "rectanglelabels": ["cat"]}},
                   {"value": {"x": 1, "y": 1, "width": 30, "height": 30, "rectanglelabels": ["cat"]}},
                   {"value": {"points": [[1]], "polygonlabels": ["cat"]}}]}]},
                 {"data": {"image": []}, "annotations": []}]
                """);
        assertThat(defects())
                .hasSize(3)
                .anyMatch(text -> text.contains("result[0].value.x: expected a number"))
                .anyMatch(text -> text.contains("result[2].value.points[0]: expected two numbers"))
                .anyMatch(text -> text.contains("[1].data"));
    }

    @Test
    void aDescribedText() {
        files.text("a.txt", "1 1 9 9 cat\n1 1 9\n1 x 9 9 cat\n").text("b.txt", "1 1 9 9 cat\n");
        DatasetReading layout = new DatasetReading(
                Optional.empty(), Optional.of("x1 y1 x2 y2 class"), Optional.empty(), Optional.empty(), false);
        assertThat(defects(layout))
                .hasSize(2)
                .satisfiesExactly(first -> assertThat(first).startsWith("a.txt line 2"), second -> assertThat(second)
                        .startsWith("a.txt line 3"));
    }

    @Test
    void filesOfOneImageEach() {
        files.text("classes.txt", "cat\n")
                .text("a.txt", "0 0.5 0.5 0.2 0.2\n0 300 0.5 0.2 0.2\n0 0.5\n")
                .text("b.txt", "0 0.5 0.5 0.2 0.2\n");
        assertThat(defects())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("a.txt line 2: 300 is not a fraction"),
                        second -> assertThat(second).startsWith("a.txt line 3: expected \"class x y width height\""));
        assertThat(DetectionData.open(root, 1).findings().count(Findings.Finding.Kind.ANNOTATION_BROKEN))
                .isEqualTo(1);
    }

    @Test
    void voc() {
        String object = "<object><name>cat</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax>"
                + "</bndbox></object>\n";
        files.text(
                        "a.xml",
                        "<annotation>\n" + object.replace(">1<", ">x<") + object.replace("cat", "") + object
                                + "</annotation>")
                .text("b.xml", "<annotation>\n" + object + "</annotation>");
        assertThat(defects())
                .hasSize(3)
                .allMatch(text -> text.startsWith("a.xml line "))
                .anyMatch(text -> text.contains("<xmin> must be a number"))
                .anyMatch(text -> text.contains("line 3: <object> without <name>"));
    }
}
