package org.vpt4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.SplitNames;
import org.vpt4j.datasets.TinyFiles;

class VocFormatTest {
    @TempDir
    Path root;

    private VocFile xml(String text) {
        new TinyFiles(root).text("a.xml", text);
        return VocFile.read(root, root.resolve("a.xml"));
    }

    private static final String OBJECT = "<object><name>cat</name><bndbox><xmin>1</xmin><ymin>2</ymin>"
            + "<xmax>30</xmax><ymax>40.5</ymax></bndbox></object>";

    @Test
    void coordinatesAreTakenAsTheyStand() {
        VocFile file = xml("<annotation><source><database>Unknown</database></source>" + OBJECT + "</annotation>");
        assertThat(file.boxes().get(0).coordinates()).isEqualTo("[1, 2, 30, 40.50]");
    }

    @ParameterizedTest
    @CsvSource({"database,The VOC2007 Database", "annotation,PASCAL VOC2012"})
    void inTheOriginalPascalFilesPixelsAreCountedFromOne(String element, String source) {
        VocFile file = xml("<annotation>" + OBJECT + "<source><" + element + ">" + source + "</" + element
                + "></source></annotation>");
        assertThat(file.boxes().get(0).coordinates()).isEqualTo("[0, 1, 30, 40.50]");
    }

    @Test
    void thePartsOfAPersonAreNoObjects() {
        VocFile file = xml("<annotation>"
                + OBJECT.replace(
                        "</object>",
                        "<part><name>head</name><bndbox><xmin>3</xmin><ymin>3</ymin><xmax>4</xmax><ymax>4</ymax>"
                                + "</bndbox></part></object>")
                + "</annotation>");
        assertThat(file.boxes()).hasSize(1);
        assertThat(file.boxes().get(0).className()).isEqualTo("cat");
        assertThat(file.boxes().get(0).coordinates()).isEqualTo("[1, 2, 30, 40.50]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<annotation>;<object>;</annotation> | line 3 | broken XML",
                "<annotation>;<object> | line 2 | broken XML",
                "'' | a.xml | broken XML",
                "<html>;</html> | line 1 | is this another format?",
                "<annotation>;;<object><bndbox/></object></annotation> | line 3 | without <name>",
                "<annotation>;<object><name>c</name></object></annotation> | line 2 | without <bndbox><xmin>",
                "<annotation><object><name>c</name>;<bndbox><xmin>ten</xmin></bndbox></object></annotation>"
                        + " | line 2 | <xmin> must be a number, but is 'ten'",
                "<annotation><object><name>c</name>;<bndbox><xmin>NaN</xmin></bndbox></object></annotation>"
                        + " | line 2 | <xmin> must be a number, but is 'NaN'",
            })
    void aBrokenFileIsRefusedWithItsLine(String text, String line, String what) {
        assertThatThrownBy(() -> xml(text.replace(';', '\n')))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(root.resolve("a.xml").toString())
                .hasMessageContaining(line)
                .hasMessageContaining(what);
    }

    @Test
    void anExternalEntityIsNotRead() {
        new TinyFiles(root).text("secret.txt", "secret");
        assertThatThrownBy(() -> xml("<!DOCTYPE annotation [<!ENTITY x SYSTEM \""
                        + root.resolve("secret.txt").toUri()
                        + "\">]>\n<annotation><filename>&x;</filename></annotation>"))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("broken XML")
                .hasMessageNotContaining("secret.txt");
    }

    @ParameterizedTest
    @CsvSource({
        "Annotations/,JPEGImages/",
        "annotations/,images/",
        "deeper/Annotations/,deeper/JPEGImages/",
        "Annotations/,Annotations/",
        "Annotations/,''",
        "'',''"
    })
    void imagesAreFoundInEachLayoutAndWithoutImageSetsNoSplitIsGiven(String annotations, String images) {
        TinyFiles files = new TinyFiles(root);
        for (int i = 0; i < 10; i++) {
            files.image(images + "p" + i + ".png", 64, 48)
                    .voc(annotations + "p" + i + ".xml", "else.png", 64, 48, "cat 1 1 9 9");
        }
        DetectionData data = DetectionData.open(root, 3);
        assertThat(data.splitOrigin()).isEqualTo(SplitNames.Origin.MADE);
        assertThat(data.require(Split.TRAIN).images()).hasSize(8);
        assertThat(data.require(Split.VALIDATION).images()).hasSize(2);
        assertThat(data.findings().isEmpty()).isTrue();
        assertThat(data.splitNames().of(Split.TRAIN)).allMatch(name -> name.startsWith(images));
    }

    @Test
    void partFoldersAreSplits() {
        TinyFiles files = new TinyFiles(root);
        for (String part : new String[] {"train", "valid", "test"}) {
            files.image(part + "/p.png", 64, 48).voc(part + "/p.xml", "p.png", 64, 48, "cat 1 1 9 9");
        }
        DetectionData data = DetectionData.open(root, 3);
        assertThat(data.splitOrigin()).isEqualTo(SplitNames.Origin.GIVEN);
        for (Split split : Split.values()) {
            assertThat(data.require(split).images()).hasSize(1);
        }
    }

    @Test
    void aImageIsFoundByTheFilenameWhereItsNameDiffers() {
        new TinyFiles(root)
                .image("JPEGImages/photo.png", 64, 48)
                .voc("Annotations/0001.xml", "photo.png", 64, 48, "cat 1 1 9 9")
                .voc("Annotations/0002.xml", "photo.png", 64, 48, "cat 1 1 9 9");
        DetectionData data = DetectionData.open(root, 3);
        assertThat(data.splitNames().of(Split.TRAIN)).containsExactly("JPEGImages/photo.png");
        assertThat(data.findings().count(Findings.Finding.Kind.DUPLICATE_IMAGE)).isEqualTo(1);
    }
}
