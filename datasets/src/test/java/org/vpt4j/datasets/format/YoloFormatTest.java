package org.vpt4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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

class YoloFormatTest {
    /** The middle of an image of 64x48: [16, 12, 48, 36]. */
    private static final String MIDDLE = "0.5 0.5 0.5 0.5\n";

    @TempDir
    Path root;

    private TinyFiles files;

    @BeforeEach
    void noFilesYet() {
        files = new TinyFiles(root);
    }

    private void pair(String imageFile, String label, String text) {
        files.image(imageFile, 64, 48).text(label, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 0.5 0.5 0.5 0.5",
                "1 0.5 0.5 0.5 0.5 0.93",
                " 1.0\t0.5  .5 5e-1 0.5\r\n",
                "1 0.25 0.5 0.5 0.25 0.75 0.5 0.5 0.75",
            })
    void aLineIsABoxWithOrWithoutScoreOrAnOutline(String line) {
        pair("a.png", "a.txt", line);
        files.text("classes.txt", "cat\ndog\n");
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.format()).isEqualTo("YOLO");
        assertThat(data.classes()).containsExactly("cat", "dog");
        assertThat(Annotations.of(data, "a.png"))
                .containsExactly(new Annotation(1, new Box(16, 12, 48, 36), false, 32 * 24));
    }

    @ParameterizedTest
    @CsvSource({
        "train/images/a.png,train/labels/a.txt,valid/images/b.png,valid/labels/b.txt,train/images,valid/images",
        "train/images/a.png,train/labels/a.txt,valid/images/b.png,valid/labels/b.txt,../train/images,../valid/images",
        "images/train/a.png,labels/train/a.txt,images/val/b.png,labels/val/b.txt,images/train,images/val",
        "images/train/deep/a.png,labels/train/deep/a.txt,images/val/b.png,labels/val/b.txt,images/train,images/val",
        "images/a.png,images/a.txt,other/b.png,other/b.txt,images/,other/",
    })
    void aDescriptionSaysWhereThePartsLie(
            String imageFile, String label, String otherImage, String otherLabel, String train, String val) {
        pair(imageFile, label, "1 " + MIDDLE);
        pair(otherImage, otherLabel, "1 " + MIDDLE);
        files.text("data.yaml", "train: " + train + "\nval: " + val + "\nnc: 2\nnames: ['cat', 'dog']\n");
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.classes()).containsExactly("cat", "dog");
        assertThat(data.splitOrigin()).isEqualTo(SplitNames.Origin.GIVEN);
        assertThat(data.splitNames().of(Split.TRAIN)).containsExactly(imageFile);
        assertThat(data.splitNames().of(Split.VALIDATION)).containsExactly(otherImage);
        assertThat(Annotations.of(data, imageFile)).hasSize(1);
        assertThat(Annotations.of(data, otherImage)).hasSize(1);
        assertThat(data.findings().all())
                .extracting(Findings.Finding::kind, Findings.Finding::subject)
                .containsExactly(tuple(Findings.Finding.Kind.CLASS_WITHOUT_BOX, "cat"));
    }

    @Test
    void listsSeveralFoldersAndAPathOfAnotherMachineAreUnderstood() {
        pair("images/one/a.png", "labels/one/a.txt", "7 " + MIDDLE);
        pair("images/two/b.png", "labels/two/b.txt", "3 " + MIDDLE);
        pair("images/two/c.png", "labels/two/c.txt", "3 " + MIDDLE);
        files.text("held-out.txt", "./images/two/c.png\nimages/two/gone.png\n");
        files.text(
                "mine.yml",
                """
                path: /somewhere/else
                train: [images/one, images/two/b.png.list]
                val: held-out.txt
                test: images/never-exported
                names: {7: dog, 3: cat}
                """);
        files.text("images/two/b.png.list", "b.png\n");
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.classes()).containsExactly("cat", "dog");
        assertThat(data.splitNames().of(Split.TRAIN)).containsExactly("images/one/a.png", "images/two/b.png");
        assertThat(data.splitNames().of(Split.VALIDATION)).containsExactly("images/two/c.png");
        assertThat(data.findings().all())
                .extracting(Findings.Finding::kind)
                .containsExactlyInAnyOrder(Findings.Finding.Kind.LISTED_BUT_MISSING, Findings.Finding.Kind.EMPTY_SPLIT);
    }

    @Test
    void withoutLabelFileAImageIsEmptyIfDescribedAndNotUsedIfNot() {
        pair("a.png", "a.txt", "0 " + MIDDLE);
        files.image("b.png", 64, 48).image("c.png", 64, 48).text("c.txt", "\n").text("voc.names", "cat\n");
        DetectionData alone = DetectionData.open(root, 1);
        assertThat(images(alone)).containsExactlyInAnyOrder("a.png", "c.png");
        assertThat(alone.findings().of(Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION))
                .extracting(Findings.Finding::subject, Findings.Finding::done)
                .containsExactly(tuple("b.png", "not used"));

        files.text("data.yaml", "train: .\nnames: [cat]\n");
        DetectionData described = DetectionData.open(root, 1);
        assertThat(images(described)).containsExactlyInAnyOrder("a.png", "b.png", "c.png");
        assertThat(described.findings().of(Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION))
                .extracting(Findings.Finding::subject, Findings.Finding::done)
                .containsExactly(tuple("b.png", "used as an image without objects"));
    }

    @Test
    void labelsWithoutImageAndUnknownClassesAreNamed() throws Exception {
        pair("images/a.png", "labels/a.txt", "0 " + MIDDLE + "5 " + MIDDLE);
        files.text("labels/gone.txt", "0 " + MIDDLE + "0 0.1 0.1 0.1 0.1\n").text("labels/classes.txt", "cat\n");
        Files.writeString(root.resolve("images/broken.png"), "no image");
        files.text("labels/broken.txt", "0 " + MIDDLE);
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.findings().summary())
                .anySatisfy(line -> assertThat(line)
                        .isEqualTo("1 annotation whose image is missing (dropped with its boxes): labels/gone.txt"))
                .anySatisfy(line -> assertThat(line).isEqualTo("1 box of an unknown category (dropped): images/a.png"))
                .anySatisfy(line -> assertThat(line).isEqualTo("1 unreadable image (dropped): images/broken.png"))
                .hasSize(3);
        assertThat(data.findings()
                        .of(Findings.Finding.Kind.UNKNOWN_CATEGORY)
                        .get(0)
                        .position())
                .hasToString("labels/a.txt line 2");
    }

    @Test
    void anUprightImageHasItsLabelsUpright() {
        Findings.Collector findings = new Findings.Collector();
        files.image("a.png", 40, 100).text("a.txt", "0 0.5 0.25 1 0.5\n").text("classes.txt", "cat\n");
        var box = new YoloFormat()
                .read(root, findings)
                .parts()
                .get(0)
                .images()
                .get(0)
                .boxes()
                .get(0);
        assertThat(box.x2() - box.x1()).isCloseTo(40, within(1e-9));
        assertThat(box.y2()).isCloseTo(50, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0.5 0.5 0.5 | expected \"class x y width height\", but found 4 values",
                "0 320 240 64 48 | 320 is not a fraction of the image's size; YOLO coordinates are between 0 and 1, not pixels",
                "0 0.5 0.5 NaN 0.5 | each value must be a number, but is 'NaN'",
                "0 0.5 0.5 half 0.5 | each value must be a number, but is 'half'",
                "cat 0.5 0.5 0.5 0.5 | the class must be a whole number of at least 0, but is 'cat'",
                "-1 0.5 0.5 0.5 0.5 | the class must be a whole number of at least 0, but is '-1'",
            })
    void aBrokenLineIsRefused(String line, String what) {
        pair("a.png", "a.txt", "0 " + MIDDLE + line + "\n");
        files.text("classes.txt", "cat\n");
        assertThatThrownBy(() -> DetectionData.open(root, 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("a.txt line 2: ")
                .hasMessageContaining(what);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train: nowhere;names: [cat] | train: nowhere is neither a folder nor a list of images",
                "train: .;names: cat | names must be a list of class names",
                "train: .;names: {a: [ | data.yaml is broken",
            })
    void aBrokenDescriptionIsRefused(String yaml, String what) {
        pair("a.png", "a.txt", "0 " + MIDDLE);
        files.text("data.yaml", yaml.replace(';', '\n'));
        assertThatThrownBy(() -> DetectionData.open(root, 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("data.yaml")
                .hasMessageContaining(what);
    }

    private static List<String> images(DetectionData data) {
        return Arrays.stream(Split.values())
                .flatMap(split -> data.splitNames().of(split).stream())
                .toList();
    }
}
