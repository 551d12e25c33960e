package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.FilePosition;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

class FindingsOfVocTest {
    @TempDir
    Path root;

    private TinyFiles files;

    /** Two good images, one for each of train and test; each test adds one fault. */
    @BeforeEach
    void aCleanDataset() {
        files = new TinyFiles(root)
                .image("JPEGImages/a.png", 64, 48)
                .voc("Annotations/a.xml", "a.png", 64, 48, "cat 1 2 30 40")
                .image("JPEGImages/b.png", 64, 48)
                .voc("Annotations/b.xml", "b.png", 64, 48, "cat 5 5 20 20")
                .image("JPEGImages/c.png", 64, 48)
                .voc("Annotations/c.xml", "c.png", 64, 48, "cat 5 5 20 20")
                .text("ImageSets/Main/train.txt", "a\n")
                .text("ImageSets/Main/val.txt", "b\n")
                .text("ImageSets/Main/test.txt", "c\n");
    }

    private DetectionData open() {
        return DetectionData.open(root, 1);
    }

    private LabelledImage a(DetectionData data) {
        return data.require(Split.TRAIN).images().get(0);
    }

    private Findings.Finding only(DetectionData data, Findings.Finding.Kind kind) {
        assertThat(data.findings().all()).as("%s", data.findings().summary()).hasSize(1);
        Findings.Finding finding = data.findings().all().get(0);
        assertThat(finding.kind()).isEqualTo(kind);
        return finding;
    }

    @Test
    void aCleanDatasetHasNoFindings() {
        DetectionData data = open();
        assertThat(data.findings().isEmpty()).isTrue();
        assertThat(data.format()).isEqualTo("Pascal VOC");
        assertThat(a(data).name()).isEqualTo("JPEGImages/a.png");
        assertThat(a(data).size()).isEqualTo(new ImageSize(64, 48));
        assertThat(a(data).annotations()).containsExactly(Annotation.of(0, new Box(1, 2, 30, 40)));
    }

    @Test
    void aImageWhoseEndIsMissingIsDroppedThoughItsHeaderIsFine() throws IOException {
        Path imageFile = root.resolve("JPEGImages/b.png");
        byte[] whole = Files.readAllBytes(imageFile);
        Files.write(imageFile, Arrays.copyOf(whole, whole.length - 20));
        assertThat(Image.readSize(imageFile)).isEqualTo(new ImageSize(64, 48));
        files.text("ImageSets/Main/train.txt", "a\nb\n");

        DetectionData data = open();

        assertThat(data.findings().summary()).contains("1 unreadable image (dropped): JPEGImages/b.png");
        assertThat(data.findings()
                        .of(Findings.Finding.Kind.IMAGE_UNREADABLE)
                        .get(0)
                        .detail())
                .contains("cut short");
        assertThat(data.require(Split.TRAIN).images()).hasSize(1);
    }

    @Test
    void theCheckOfTheImagesTellsHowFarItIs() {
        List<String> heard = new ArrayList<>();

        DetectionData.open(root, 1, (done, images) -> heard.add(done + "/" + images));

        assertThat(heard).containsExactly("1/3", "2/3", "3/3");
    }

    @Test
    void whoeverWatchesTheCheckMayEndIt() {
        assertThatThrownBy(() -> DetectionData.open(root, 1, (done, images) -> {
                    throw new CancellationException("enough");
                }))
                .isInstanceOf(CancellationException.class)
                .hasMessage("enough");
    }

    @Test
    void aBoxThatSticksOutIsClipped() {
        files.voc("Annotations/a.xml", "a.png", 64, 48, "cat -3 2 30 60");
        DetectionData data = open();
        Findings.Finding finding = only(data, Findings.Finding.Kind.BOX_CLIPPED);
        assertThat(finding.position()).isEqualTo(new FilePosition("Annotations/a.xml", 4));
        assertThat(finding.subject()).isEqualTo("JPEGImages/a.png");
        assertThat(finding.detail()).isEqualTo("[-3, 2, 30, 60] on 64x48");
        assertThat(finding.done()).isEqualTo("clipped");
        assertThat(a(data).annotations()).containsExactly(Annotation.of(0, new Box(0, 2, 30, 48)));
    }

    @Test
    void aBoxOutsideIsDropped() {
        files.voc("Annotations/a.xml", "a.png", 64, 48, "cat 70 2 90 30", "cat 1 1 9 9");
        DetectionData data = open();
        assertThat(only(data, Findings.Finding.Kind.BOX_OUTSIDE).done()).isEqualTo("dropped");
        assertThat(a(data).annotations()).hasSize(1);
    }

    @Test
    void emptyAndInvertedBoxesAreDropped() {
        files.voc("Annotations/a.xml", "a.png", 64, 48, "cat 7 2 7 30", "cat 9 9 1 1", "cat 1 1 9 9");
        DetectionData data = open();
        assertThat(data.findings().count(Findings.Finding.Kind.BOX_EMPTY)).isEqualTo(2);
        assertThat(data.findings().all()).hasSize(2);
        assertThat(a(data).annotations()).hasSize(1);
    }

    @Test
    void aBoxGivenTwiceIsUsedOnce() {
        files.voc("Annotations/a.xml", "a.png", 64, 48, "cat 1 1 9 9", "cat 1 1 9 9");
        DetectionData data = open();
        assertThat(only(data, Findings.Finding.Kind.DUPLICATE_BOX).position().line())
                .isEqualTo(8);
        assertThat(a(data).annotations()).hasSize(1);
    }

    @Test
    void aDifficultObjectIsKeptAsCrowdAndCounted() {
        files.voc("Annotations/a.xml", "a.png", 64, 48, "cat 1 1 9 9 difficult", "cat 1 1 8 8");
        DetectionData data = open();
        only(data, Findings.Finding.Kind.CROWD);
        assertThat(a(data).annotations()).extracting(Annotation::crowd).containsExactly(true, false);
    }

    @Test
    void anImageOfAnotherShapeThanAnnotatedIsLeftOutUnlessItsBoxesShowThatTheSizeIsWrong() {
        files.image("JPEGImages/a.png", 32, 48).image("JPEGImages/b.png", 80, 48);
        files.voc("Annotations/a.xml", "a.png", 64, 48, "cat 1 1 9 9");
        files.voc("Annotations/b.xml", "b.png", 64, 48, "cat 1 1 79 9");
        files.text("ImageSets/Main/train.txt", "a\nc\n");
        DetectionData data = open();
        assertThat(data.findings().of(Findings.Finding.Kind.SIZE_DIFFERS))
                .extracting(Findings.Finding::subject, Findings.Finding::done)
                .containsExactly(
                        tuple("JPEGImages/a.png", "left out: where its boxes are is unknown"),
                        tuple("JPEGImages/b.png", "the image's actual size is used"));
        assertThat(data.require(Split.VALIDATION).images().get(0).size()).isEqualTo(new ImageSize(80, 48));
        assertThat(data.splitNames().of(Split.TRAIN)).containsExactly("JPEGImages/c.png");
    }

    @Test
    void anUnreadableImageIsDroppedAndNamed() {
        files.text("JPEGImages/d.jpg", "no image").voc("Annotations/d.xml", "d.jpg", 64, 48, "cat 1 1 9 9");
        files.text("ImageSets/Main/train.txt", "a\nd\n");
        DetectionData data = open();
        assertThat(only(data, Findings.Finding.Kind.IMAGE_UNREADABLE).subject()).isEqualTo("JPEGImages/d.jpg");
        assertThat(data.require(Split.TRAIN).images()).hasSize(1);
    }

    @Test
    void aImageWithoutAnnotationIsNotUsedAndNamed() {
        files.image("JPEGImages/d.png", 64, 48);
        Findings.Finding finding = only(open(), Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION);
        assertThat(finding.subject()).isEqualTo("JPEGImages/d.png");
        assertThat(finding.done()).isEqualTo("not used");
    }

    @Test
    void anAnnotationWithoutImageIsDroppedAndNamed() {
        files.voc("Annotations/d.xml", "d.png", 64, 48, "cat 1 1 9 9");
        assertThat(only(open(), Findings.Finding.Kind.ANNOTATION_WITHOUT_IMAGE).subject())
                .isEqualTo("Annotations/d.xml");
    }

    @Test
    void aListedImageThatIsAbsentAndAnUnlistedOneAreNamed() {
        files.text("ImageSets/Main/train.txt", "a\nghost\n");
        files.image("JPEGImages/d.png", 64, 48).voc("Annotations/d.xml", "d.png", 64, 48, "cat 1 1 9 9");
        DetectionData data = open();
        assertThat(data.findings().of(Findings.Finding.Kind.LISTED_BUT_MISSING))
                .extracting(Findings.Finding::subject)
                .containsExactly("ghost");
        assertThat(data.findings().of(Findings.Finding.Kind.NOT_LISTED))
                .extracting(Findings.Finding::subject)
                .containsExactly("JPEGImages/d.png");
        assertThat(data.findings().all()).hasSize(2);
    }

    @Test
    void aClassOnlyInTestIsNamedAndPartOfTheClassList() {
        files.voc("Annotations/c.xml", "c.png", 64, 48, "dog 1 1 9 9");
        DetectionData data = open();
        Findings.Finding finding = only(data, Findings.Finding.Kind.CLASS_NOT_IN_TRAIN);
        assertThat(finding.subject()).isEqualTo("dog");
        assertThat(finding.detail()).isEqualTo("only in test");
        assertThat(data.require(Split.TRAIN).classes()).containsExactly("cat", "dog");
    }

    @Test
    void aClassWhoseOnlyBoxWasDroppedIsNamed() {
        files.voc("Annotations/a.xml", "a.png", 64, 48, "cat 1 1 9 9", "dog 5 5 5 5");
        DetectionData data = open();
        assertThat(data.findings().of(Findings.Finding.Kind.CLASS_WITHOUT_BOX))
                .extracting(Findings.Finding::subject)
                .containsExactly("dog");
    }

    @Test
    void anImageWithoutObjectsIsUsed() {
        files.voc("Annotations/c.xml", "c.png", 64, 48);
        DetectionData data = open();
        assertThat(data.findings().isEmpty()).isTrue();
        assertThat(data.require(Split.TEST).images().get(0).annotations()).isEmpty();
    }

    @Test
    void theFingerprintChangesWithABoxAndNotWithTheSplit() {
        String before = open().fingerprint();
        files.text("ImageSets/Main/train.txt", "a\nc\n").text("ImageSets/Main/test.txt", "");
        assertThat(open().fingerprint()).isEqualTo(before);
        files.voc("Annotations/a.xml", "a.png", 64, 48, "cat 1 2 30 41");
        assertThat(open().fingerprint()).isNotEqualTo(before);
    }

    @Test
    void aSplitThatIsNotThereIsRefusedWithThoseThatAre() {
        files.text("ImageSets/Main/test.txt", "");
        assertThatThrownBy(() -> open().require(Split.TEST))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("no test split, only train, validation");
    }

    @Test
    void theSummaryHasALineForEachKind() {
        files.voc("Annotations/a.xml", "a.png", 64, 48, "cat 7 2 7 30", "cat 9 9 1 1", "cat 1 1 9 90");
        assertThat(open().findings().summary())
                .isEqualTo(List.of(
                        "1 box that extends beyond its image (clipped): JPEGImages/a.png",
                        "2 empty or inverted boxes (dropped): JPEGImages/a.png"));
    }

    @Test
    void dataWithoutAnyUsableBoxIsRefusedWithTheReason() {
        for (String name : List.of("a", "b", "c")) {
            files.voc("Annotations/" + name + ".xml", name + ".png", 64, 48, "cat 7 2 7 30");
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("no usable box")
                .hasMessageContaining("3 empty or inverted boxes");
    }
}
