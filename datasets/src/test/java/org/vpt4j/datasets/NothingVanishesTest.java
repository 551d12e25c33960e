package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageFiles;

/** Each image, annotation file and part folder is used, or a finding names it. */
class NothingVanishesTest {
    private static final String MIDDLE = "0 0.5 0.5 0.5 0.5\n";

    @TempDir
    Path root;

    private TinyFiles files;

    @BeforeEach
    void noFilesYet() {
        files = new TinyFiles(root);
    }

    private static Set<String> used(DetectionData data) {
        Set<String> names = new TreeSet<>();
        data.splitNames().names().values().forEach(names::addAll);
        return names;
    }

    /** The number of images that are used and of those that findings name is that of the files on disk. */
    private DetectionData openAndCount() {
        DetectionData data = DetectionData.open(root, 1);
        Set<String> accounted = used(data);
        data.findings().all().forEach(finding -> {
            accounted.add(finding.subject());
            accounted.add(finding.position().file());
        });
        for (Path file : ImageFiles.filesBelow(root)) {
            if (ImageFiles.isImage(file) || ImageFiles.isUndecodable(file)) {
                assertThat(accounted).contains(ImageFiles.nameBelow(root, file));
            }
        }
        return data;
    }

    private static List<String> named(DetectionData data, Findings.Finding.Kind kind) {
        return data.findings().of(kind).stream().map(Findings.Finding::subject).toList();
    }

    @Test
    void subfoldersOfVocAreRead() {
        files.image("JPEGImages/cam1/a.png", 64, 48).image("JPEGImages/cam2/a.png", 64, 48);
        files.voc("Annotations/cam1/a.xml", "a.png", 64, 48, "cat 1 1 9 9");
        files.voc("Annotations/cam2/a.xml", "a.png", 64, 48, "dog 1 1 9 9");
        files.text("ImageSets/Main/train.txt", "cam1/a\n").text("ImageSets/Main/val.txt", "cam2/a.png\n");
        DetectionData data = openAndCount();
        assertThat(data.findings().all())
                .extracting(Findings.Finding::kind)
                .containsExactly(Findings.Finding.Kind.CLASS_NOT_IN_TRAIN);
        assertThat(data.splitNames().of(Split.TRAIN)).containsExactly("JPEGImages/cam1/a.png");
    }

    @Test
    void severalFoldersOfVocFilesAreRead() {
        files.image("cam1/a.png", 64, 48).voc("cam1/a.xml", "a.png", 64, 48, "cat 1 1 9 9");
        files.image("cam2/b.png", 64, 48).voc("cam2/b.xml", "b.png", 64, 48, "cat 1 1 9 9");
        assertThat(used(openAndCount())).containsExactly("cam1/a.png", "cam2/b.png");
    }

    @Test
    void imagesBesideTheFoldersOfTheSplitsAreNamed() {
        files.image("train/a.png", 64, 48).text("train/a.txt", MIDDLE);
        files.image("b.png", 64, 48)
                .text("b.txt", MIDDLE)
                .image("extra/c.png", 64, 48)
                .text("classes.txt", "cat");
        DetectionData data = openAndCount();
        assertThat(used(data)).containsExactly("train/a.png");
        assertThat(named(data, Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION)).containsExactly("b.png", "extra/c.png");
        assertThat(named(data, Findings.Finding.Kind.FILE_NOT_USED)).containsExactly("b.txt");
    }

    @ParameterizedTest
    @CsvSource({"train,val,valid", "training,validation,val", "train,valid,validation"})
    void foldersOfTheSamePartAreJoined(String train, String one, String other) {
        for (String part : List.of(train, one, other)) {
            files.image(part + "/images/" + part + ".png", 64, 48).text(part + "/labels/" + part + ".txt", MIDDLE);
        }
        files.text("classes.txt", "cat");
        DetectionData data = openAndCount();
        assertThat(data.splitNames().of(Split.TRAIN)).hasSize(1);
        assertThat(data.splitNames().of(Split.VALIDATION)).hasSize(2);
        assertThat(data.findings().summary()).isEmpty();
    }

    @Test
    void theKeysOfADescriptionHaveOtherNamesToo() {
        for (String part : List.of("one", "two", "three", "four")) {
            files.image("images/" + part + "/" + part + ".png", 64, 48)
                    .text("labels/" + part + "/" + part + ".txt", MIDDLE);
        }
        files.text(
                "data.yaml",
                "training: images/one\nval: images/two\nvalid: images/three\ntesting: images/four\nnames: [cat]\n");
        DetectionData data = openAndCount();
        assertThat(data.splitNames().of(Split.TRAIN)).containsExactly("images/one/one.png");
        assertThat(data.splitNames().of(Split.VALIDATION)).hasSize(2);
        assertThat(data.splitNames().of(Split.TEST)).containsExactly("images/four/four.png");
        assertThat(data.findings().summary()).isEmpty();
    }

    @Test
    void aPartWithoutItsTableAndATableBesideAPartsAreNamed() {
        files.image("train/a.png", 64, 48).text("train/_annotations.csv", "a.png,1,1,9,9,cat\n");
        files.image("valid/b.png", 64, 48).image("test/c.png", 64, 48).text("all.csv", "a.png,1,1,9,9,cat\n");
        DetectionData data = openAndCount();
        assertThat(named(data, Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION))
                .containsExactlyInAnyOrder("valid/b.png", "test/c.png");
        assertThat(named(data, Findings.Finding.Kind.FILE_NOT_USED)).containsExactly("all.csv");
    }

    @Test
    void emptyPartFoldersAndFormsThatCannotBeDecodedAreNamed() throws IOException {
        files.image("train/a.png", 64, 48).text("train/a.xml", "").voc("train/a.xml", "a.png", 64, 48, "cat 1 1 9 9");
        files.text("train/b.heic", "x").text("train/c.AVIF", "x");
        Files.createDirectories(root.resolve("test"));
        Files.createSymbolicLink(root.resolve("train/gone.jpg"), root.resolve("nowhere.jpg"));
        DetectionData data = openAndCount();
        assertThat(named(data, Findings.Finding.Kind.IMAGE_UNREADABLE))
                .containsExactly("train/b.heic", "train/c.AVIF", "train/gone.jpg");
        assertThat(named(data, Findings.Finding.Kind.EMPTY_SPLIT)).containsExactly("test");
    }

    @Test
    void trainingAndValidationMayBeTheSameWithAWarning() {
        files.image("images/train2017/a.png", 64, 48).text("labels/train2017/a.txt", MIDDLE);
        files.text("data.yaml", "train: images/train2017\nval: images/train2017\nnames: [cat]\n");
        DetectionData data = openAndCount();
        assertThat(data.require(Split.TRAIN)).isEqualTo(data.require(Split.VALIDATION));
        assertThat(data.findings().all())
                .extracting(Findings.Finding::kind)
                .containsExactly(Findings.Finding.Kind.SAME_SPLIT);
    }

    @Test
    void oneBrokenFileCostsItsImageAndNotTheRun() {
        for (int i = 0; i < 5; i++) {
            files.image(i + ".png", 64, 48).text(i + ".txt", MIDDLE);
        }
        files.text("3.txt", "0 0.5 0.5\n").text("classes.txt", "cat");
        DetectionData data = openAndCount();
        assertThat(used(data)).containsExactly("0.png", "1.png", "2.png", "4.png");
        assertThat(named(data, Findings.Finding.Kind.ANNOTATION_BROKEN)).containsExactly("3.png");
    }

    @Test
    void anImageWhoseBoxesAreAllUnusableIsNoBackground() {
        files.image("a.png", 64, 48).image("b.png", 64, 48).image("c.png", 64, 48);
        files.text("a.txt", MIDDLE)
                .text("b.txt", "7 0.5 0.5 0.5 0.5")
                .text("c.txt", "")
                .text("classes.txt", "cat");
        DetectionData data = openAndCount();
        assertThat(used(data)).containsExactly("a.png", "c.png");
        assertThat(named(data, Findings.Finding.Kind.NO_USABLE_BOX)).containsExactly("b.png");
    }

    @Test
    void onlyCrowdsAreNothingToLearn() {
        files.image("a.png", 64, 48).voc("a.xml", "a.png", 64, 48, "cat 1 1 9 9 difficult");
        assertThatThrownBy(() -> DetectionData.open(root, 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("no usable box");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0007b", "a\u0085b"})
    void aClassNameThatATaskCannotStoreIsRefused(String name) {
        files.image("a.png", 64, 48).text("a.csv", "a.png,1,1,9,9," + name + "\n");
        assertThatThrownBy(() -> DetectionData.open(root, 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("control characters");
    }

    @Test
    void anOverlongClassNameIsRefused() {
        files.image("a.png", 64, 48).text("a.csv", "a.png,1,1,9,9," + "x".repeat(500) + "\n");
        assertThatThrownBy(() -> DetectionData.open(root, 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("500 characters");
    }

    @Test
    void byteOrderMarksAreNoPartOfAText() throws IOException {
        files.image("a.png", 64, 48).text("a.txt", "\uFEFF" + MIDDLE).text("classes.txt", "\uFEFFcat\r\ndog\r\n");
        files.image("b.png", 64, 48);
        Files.write(root.resolve("b.txt"), "\uFEFF1 0.5 0.5 0.5 0.5\r\n".getBytes(StandardCharsets.UTF_16LE));
        DetectionData data = openAndCount();
        assertThat(data.classes()).containsExactly("cat", "dog");
        assertThat(used(data)).hasSize(2);
        assertThat(data.findings().of(Findings.Finding.Kind.ANNOTATION_BROKEN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classes.txt", "boxes.csv"})
    void anotherEncodingIsRefusedWithFileAndLine(String name) throws IOException {
        files.image("a.png", 64, 48).image("b.png", 64, 48);
        String text =
                name.equals("classes.txt") ? "cat\nh\u00e9ron\n" : "a.png,1,1,9,9,cat\nb.png,1,1,9,9,h\u00e9ron\n";
        if (name.equals("classes.txt")) {
            files.text("a.txt", MIDDLE);
        }
        Files.write(root.resolve(name), text.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> DetectionData.open(root, 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(name + " line 2: is not text in UTF-8");
    }

    @Test
    void classNamesInYamlAreTexts() {
        files.image("images/a.png", 64, 48).text("labels/a.txt", MIDDLE);
        files.text("data.yaml", "train: images\nnames: [no, 010, 1.0, null, 2021-01-01, 'on']\n");
        assertThat(openAndCount().classes()).containsExactly("no", "010", "1.0", "null", "2021-01-01", "on");
    }

    @Test
    void classNamesInDecomposedUnicodeAreTheSame() {
        files.image("a.png", 64, 48).text("a.csv", "a.png,1,1,9,9,he\u0301ron\na.png,20,1,29,9,h\u00e9ron\n");
        assertThat(openAndCount().classes()).containsExactly("h\u00e9ron");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 .5 .5 .25 .5 .4 .4 2 .6 .6 1 | ''", // 2 keypoints of 3
                "0 .5 .5 .25 .5 .4 .4 .6 .6 .5 | ''", // an even number: keypoints and something
                "0 .5 .5 .25 .5 .4 .4 .6 .6 | kpt_shape: [2, 2]",
                "0 .375 .25 .625 .25 .625 .75 .375 .75 | ''", // an outline
            })
    void rowsOfOtherLengthsAreKeypointsOrOutlines(String row, String shape) {
        files.image("images/a.png", 64, 48).text("labels/a.txt", row);
        files.text("data.yaml", "train: images\nnames: [cat]\n" + shape + "\n");
        assertThat(Annotations.of(openAndCount(), "images/a.png"))
                .extracting(Annotation::box)
                .containsExactly(new Box(24, 12, 40, 36));
    }

    @Test
    void yamlThatAsksForObjectsOrExpandsWithoutEndIsRefused() {
        files.image("images/a.png", 64, 48).text("labels/a.txt", MIDDLE);
        files.text("data.yaml", "train: !!javax.script.ScriptEngineManager [images]\nnames: [cat]\n");
        refused("data.yaml", "tag", "ScriptEngineManager");
        files.text("data.yaml", "train: &a [*a]\nnames: [cat]\n");
        refused("data.yaml", "contains itself");
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ",").repeat(9) + "]\n");
        }
        files.text("data.yaml", bomb + "train: *a29\nnames: [cat]\n");
        refused("data.yaml", "aliases");
    }

    private void refused(String... words) {
        assertThatThrownBy(() -> DetectionData.open(root, 1))
                .isInstanceOf(DatasetException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }
}
