package org.vpt4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.Annotations;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.SplitNames;
import org.vpt4j.datasets.TinyFiles;
import org.vpt4j.vision.image.Box;

class CsvFormatTest {
    @TempDir
    Path root;

    private TinyFiles files;

    @BeforeEach
    void twoImages() {
        files = new TinyFiles(root).image("a.png", 64, 48).image("b c.png", 64, 48);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.png,1,2.5,30,40,dog\nb c.png,5,5,9,9,cat",
                "\uFEFFa.png,1,2.5,30,40,dog\r\n\r\n\"b c.png\",5, 5,9,9,cat\r\n",
                """
                filename,width,height,class,xmin,ymin,xmax,ymax
                a.png,64,48,dog,1,2.5,30,40
                b c.png,64,48,cat,5,5,9,9
                """,
                "Label,Image_Path,X1,Y1,X2,Y2\ndog,a.png,1,2.5,30,40\ncat,b c.png,5,5,9,9\n",
            })
    void aTableIsReadInRetinaNetsOrderOrByItsHeader(String table) {
        DetectionData data = open(table);
        assertThat(data.format()).isEqualTo("CSV");
        assertThat(data.classes()).containsExactly("cat", "dog");
        assertThat(Annotations.of(data, "a.png"))
                .containsExactly(new Annotation(1, new Box(1, 2.5, 30, 40), false, 29 * 37.5));
        assertThat(Annotations.of(data, "b c.png")).containsExactly(new Annotation(0, new Box(5, 5, 9, 9), false, 16));
    }

    @Test
    void anImageAloneHasNothingOnIt() {
        DetectionData data = open("a.png,,,,,\nb c.png,5,5,9,9,cat\n");
        assertThat(Annotations.of(data, "a.png")).isEmpty();
        assertThat(Annotations.of(data, "b c.png")).hasSize(1);
        assertThat(data.findings().count(Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION))
                .isZero();
    }

    @Test
    void whatIsMissingOrOfAnotherSizeIsNamedWithItsLine() {
        files.image("unseen.png", 8, 8);
        DetectionData data = open(
                """
                file,class,xmin,ymin,xmax,ymax,width,height
                gone.png,cat,1,1,2,2,64,48
                a.png,cat,1,1,9,9,640,480
                gone.png,cat,1,1,3,3,64,48
                ./a.png,cat,60,40,70,48,640,480
                """);
        assertThat(data.findings().all())
                .containsExactlyInAnyOrder(
                        finding(
                                Findings.Finding.Kind.ANNOTATION_WITHOUT_IMAGE,
                                "gone.png",
                                2,
                                "2 boxes",
                                "dropped with its boxes"),
                        finding(
                                Findings.Finding.Kind.SIZE_DIFFERS,
                                "a.png",
                                5,
                                "annotated as 640x480 but it is 64x48",
                                "its boxes are scaled to the image"),
                        new Findings.Finding(
                                Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION,
                                "b c.png",
                                FilePosition.of("b c.png"),
                                "no annotation file lists it",
                                "not used"),
                        new Findings.Finding(
                                Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION,
                                "unseen.png",
                                FilePosition.of("unseen.png"),
                                "no annotation file lists it",
                                "not used"));
        assertThat(Annotations.of(data, "a.png"))
                .extracting(annotation -> annotation.box().toString())
                .containsExactly("[0.100, 0.100, 0.900, 0.900]", "[6.000, 4.000, 7.000, 4.800]");
    }

    private static Findings.Finding finding(
            Findings.Finding.Kind kind, String subject, int line, String detail, String done) {
        return new Findings.Finding(kind, subject, new FilePosition("boxes.csv", line), detail, done);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.png,1,2,3,4,cat;a.png,1,2,ten,4,cat | line 2 | xmax must be a number, but is 'ten'",
                "a.png,1,2,3,4,cat;;a.png,1,2,NaN,4,cat; | line 3 | xmax must be a number, but is 'NaN'",
                "a.png,1,2,3,4,cat;a.png,1,2,3,4 | line 2 | no class; expected image, xmin, ymin, xmax, ymax, class",
                "a.png,1,2,3,4,cat;,1,2,3,4,cat | line 2 | no image",
                "file,class,x1,y1,x2,y2;a.png,cat,1,2,,4 | line 2 | xmax must be a number, but is ''",
            })
    void aBrokenLineIsRefused(String text, String line, String what) {
        assertThatThrownBy(() -> open(text.replace(';', '\n')))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(root.resolve("boxes.csv").toString())
                .hasMessageContaining(line)
                .hasMessageContaining(what);
    }

    @Test
    void aTableOfOtherThingsIsNoDataset() {
        assertThatThrownBy(() -> open("image,score\na.png,0.5\n"))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("2 images but no annotations in a known format");
    }

    @ParameterizedTest
    @CsvSource({
        "train/_annotations.csv,valid/_annotations.csv,train/,valid/",
        "train.csv,val.csv,images/,images/",
        "train_labels.csv,test_labels.csv,train/,test/",
        "annotations/train.csv,annotations/val.csv,images/train/,images/val/",
    })
    void partsAreToldByFolderOrName(String first, String second, String images, String otherImages) {
        files.image(images + "p.png", 64, 48)
                .image(otherImages + "q.png", 64, 48)
                .text(first, "p.png,1,1,9,9,cat\n")
                .text(second, "q.png,1,1,9,9,cat\n");
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.splitNames().of(Split.TRAIN)).containsExactly(images + "p.png");
        Split other = second.contains("test") ? Split.TEST : Split.VALIDATION;
        assertThat(data.splitNames().of(other)).containsExactly(otherImages + "q.png");
        assertThat(data.splitOrigin()).isNotEqualTo(SplitNames.Origin.MADE);
    }

    @Test
    void severalTablesThatNameNoPartAreReadTogether() {
        files.text("one.csv", "a.png,1,1,9,9,cat\n").text("two.csv", "b c.png,1,1,9,9,dog\na.png,2,2,9,9,dog\n");
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.classes()).containsExactly("cat", "dog");
        assertThat(data.splitOrigin()).isEqualTo(SplitNames.Origin.MADE);
        assertThat(Annotations.of(data, "a.png")).hasSize(2);
        assertThat(Annotations.of(data, "b c.png")).hasSize(1);
    }

    private DetectionData open(String table) {
        files.text("boxes.csv", table);
        return DetectionData.open(root, 1);
    }
}
