package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.DatasetFormats;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.datasets.format.Findings;

/** An annotation file given as the data, several of them in one folder, and images outside of it. */
class GivenFilesTest {
    @TempDir
    Path temp;

    private Path root;
    private TinyFiles files;

    @BeforeEach
    void aFolder() {
        root = temp.resolve("d");
        files = new TinyFiles(root);
    }

    private static String coco(String category, String... images) {
        StringBuilder json = new StringBuilder("{\"images\": [");
        for (int i = 0; i < images.length; i++) {
            json.append(i == 0 ? "" : ", ").append("{\"id\": " + i + ", \"file_name\": \"" + images[i] + "\"}");
        }
        json.append("], \"annotations\": [");
        for (int i = 0; i < images.length; i++) {
            json.append(i == 0 ? "" : ", ")
                    .append("{\"id\": " + i + ", \"image_id\": " + i + ", \"category_id\": 1, \"bbox\": [1, 1, 9, 9]}");
        }
        return json + "], \"categories\": [{\"id\": 1, \"name\": \"" + category + "\"}]}";
    }

    private static List<String> images(DetectionData data) {
        return Stream.of(Split.values())
                .flatMap(split -> data.split(split).stream())
                .flatMap(dataset -> dataset.images().stream())
                .map(image -> image.name() + " " + image.annotations().size())
                .sorted()
                .toList();
    }

    /** Two images without splits, as each format writes them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "coco",
                "yolo",
                "csv",
                "cvat",
                "via",
                "via-csv",
                "label-studio",
                "open-images",
                "fiftyone",
                "createml",
                "labelme"
            })
    void theFileOfEachFormatGivesWhatItsFolderGives(String key) {
        files.image("a.png", 40, 30).image("b.png", 40, 30).text("all.json", coco("cat", "a.png", "b.png"));
        DetectionData read = DetectionData.open(root.resolve("all.json"), 1);
        assertThat(images(read)).containsExactly("a.png 1", "b.png 1");
        Path out = temp.resolve("out");
        DatasetWriter.write(
                DetectionData.openAsGiven(root, DatasetReading.automatic(), DetectionData.Progress.NONE),
                DatasetFormats.of(key),
                out,
                DatasetWriter.Images.COPY,
                DetectionData.Progress.NONE);

        String file = DatasetFormats.of(key).recognises(out).orElseThrow();
        DetectionData ofFolder = DetectionData.open(out, 1);
        DetectionData ofFile = DetectionData.open(out.resolve(file), 1);

        assertThat(ofFile.format()).isEqualTo(ofFolder.format());
        if (key.equals("labelme")) { // a file for each image
            assertThat(images(ofFile)).hasSize(1).isSubsetOf(images(ofFolder));
        } else {
            assertThat(images(ofFile)).isEqualTo(images(ofFolder));
            assertThat(ofFile.fingerprint()).isEqualTo(ofFolder.fingerprint());
        }
        assertThat(ofFile.findings().summary()).isEmpty();
    }

    @Test
    void aFileInAnnotationsHasItsImagesInTheFolderAbove() {
        files.image("train2017/a.png", 40, 30)
                .image("train2017/b.png", 40, 30)
                .image("val2017/c.png", 40, 30)
                .text("annotations/instances_train2017.json", coco("cat", "a.png", "b.png"))
                .text("annotations/instances_val2017.json", coco("cat", "c.png"));
        DetectionData data = DetectionData.open(root.resolve("annotations/instances_train2017.json"), 1);
        assertThat(images(data)).containsExactly("train2017/a.png 1", "train2017/b.png 1");
        assertThat(data.splitOrigin()).isEqualTo(SplitNames.Origin.VALIDATION_HELD_OUT);
        assertThat(data.root()).isEqualTo(root);
    }

    @Test
    void filesThatNameNoPartAreOneSet() {
        files.image("a.png", 40, 30)
                .image("b.png", 40, 30)
                .image("c.png", 40, 30)
                .text("batch_1.json", coco("cat", "a.png", "b.png"))
                .text("batch_2.json", coco("dog", "b.png", "c.png"));
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.classes()).containsExactly("cat", "dog");
        assertThat(images(data)).containsExactly("a.png 1", "b.png 2", "c.png 1");
        assertThat(data.splitOrigin()).isEqualTo(SplitNames.Origin.MADE);
    }

    @Test
    void severalFilesOfAPartAreThatPart() {
        files.image("train/a.png", 40, 30)
                .image("train/b.png", 40, 30)
                .image("valid/c.png", 40, 30)
                .text("train/one.json", coco("cat", "a.png"))
                .text("train/two.json", coco("cat", "b.png"))
                .text("valid/three.json", coco("cat", "c.png"));
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.splitNames().of(Split.TRAIN)).containsExactly("train/a.png", "train/b.png");
        assertThat(data.splitNames().of(Split.VALIDATION)).containsExactly("valid/c.png");
    }

    @Test
    void imagesOfAFileThatNamesNoPartNextToOthersAreInNoSplit() {
        files.image("a.png", 40, 30)
                .image("b.png", 40, 30)
                .image("c.png", 40, 30)
                .text("train.json", coco("cat", "a.png"))
                .text("val.json", coco("cat", "b.png"))
                .text("extra.json", coco("cat", "a.png", "c.png"));
        DetectionData data = DetectionData.open(root, 1);
        assertThat(images(data)).containsExactly("a.png 1", "b.png 1");
        assertThat(data.findings().of(Findings.Finding.Kind.NOT_LISTED))
                .singleElement()
                .satisfies(finding -> assertThat(finding.subject()).isEqualTo("c.png"));
    }

    @Test
    void theOnlyDatasetInAFolderBelowIsRead() {
        files.image("export/my set/train/a.png", 40, 30)
                .image("export/my set/valid/b.png", 40, 30)
                .text("export/my set/train/_annotations.coco.json", coco("cat", "a.png"))
                .text("export/my set/valid/_annotations.coco.json", coco("cat", "b.png"))
                .text("export/README.txt", "made by a tool");
        DetectionData data = DetectionData.open(root, 1);
        assertThat(images(data)).containsExactly("train/a.png 1", "valid/b.png 1");
        assertThat(data.root()).isEqualTo(root.resolve("export/my set"));

        files.image("other/c.png", 40, 30);
        assertThatThrownBy(() -> DetectionData.open(root, 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("no dataset in " + root + " itself, but in export/my set; give");
    }

    @Test
    void severalDatasetsBelowAreNamed() {
        files.image("one/a.png", 40, 30)
                .text("one/a.json", coco("cat", "a.png"))
                .image("two/b.png", 40, 30)
                .text("two/boxes.csv", "b.png,1,1,9,9,cat\n");
        assertThatThrownBy(() -> DetectionData.open(root, 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("but in one, two; give one of these folders");
    }

    @Test
    void idsMayBeTexts() {
        files.image("a.png", 40, 30)
                .image("b.png", 40, 30)
                .text(
                        "a.json",
                        """
                        {"images": [{"id": "x", "file_name": "a.png"}, {"id": "9b2e-4", "file_name": "b.png"}],
                         "annotations": [{"id": "n1", "image_id": "x", "category_id": "c2", "bbox": [1, 1, 5, 5]},
                          {"id": "n2", "image_id": "9b2e-4", "category_id": "c1", "bbox": [2, 2, 5, 5]},
                          {"id": "n3", "image_id": "gone", "category_id": "c1", "bbox": [2, 2, 5, 5]}],
                         "categories": [{"id": "c2", "name": "dog"}, {"id": "c1", "name": "cat"}]}""");
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.classes()).containsExactly("dog", "cat");
        assertThat(Annotations.of(data, "a.png").get(0).classIndex()).isZero();
        assertThat(Annotations.of(data, "b.png").get(0).classIndex()).isEqualTo(1);
        assertThat(data.findings().of(Findings.Finding.Kind.BOX_WITHOUT_IMAGE))
                .singleElement()
                .satisfies(finding -> assertThat(finding.subject()).isEqualTo("image_id gone"));
    }

    @Test
    void namesWithoutAnExtensionAndExtensionsInCapitals() {
        files.image("images/a.png", 40, 30)
                .image("images/b.1.png", 40, 30)
                .text("BOXES.CSV", "image,label,xmin,ymin,xmax,ymax\na,cat,1,1,9,9\nb.1,cat,1,1,9,9\n");
        assertThat(images(DetectionData.open(root, 1))).containsExactly("images/a.png 1", "images/b.1.png 1");
    }

    @Test
    void tabsSeparateTheCellsOfATsvFile() {
        files.image("a.png", 40, 30)
                .image("b.png", 40, 30)
                .text(
                        "x.tsv",
                        "filename\tclass\txmin\tymin\txmax\tymax\na.png\tcat\t1\t1\t9\t9\nb.png\tcat\t1\t1\t9\t9\n");
        assertThat(images(DetectionData.open(root, 1))).containsExactly("a.png 1", "b.png 1");
    }

    private static DatasetReading outside() {
        return new DatasetReading(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true);
    }

    @Test
    void imagesOutsideAreUsedWhereThatIsAllowed() {
        new TinyFiles(temp).image("other/a.png", 40, 30).image("other/b.png", 40, 30);
        files.image("c.png", 40, 30)
                .text(
                        "all.json",
                        coco(
                                "cat",
                                "../other/a.png",
                                temp.resolve("other/b.png").toString(),
                                "c.png"));

        DetectionData refused = DetectionData.open(root, 1);
        assertThat(refused.findings().count(Findings.Finding.Kind.IMAGE_OUTSIDE_FOLDER))
                .isEqualTo(2);
        DetectionData data = DetectionData.open(root, outside(), 1, DetectionData.Progress.NONE);

        assertThat(images(data)).containsExactly("../other/a.png 1", "../other/b.png 1", "c.png 1");
        assertThat(data.findings().summary()).isEmpty();
    }

    /** The folder of descriptions next to that of the datasets, as Ultralytics has them. */
    @Test
    void aDescriptionMayNameAFolderOutsideWhereThatIsAllowed() {
        new TinyFiles(temp)
                .image("coco8/images/train/a.png", 40, 30)
                .image("coco8/images/val/b.png", 40, 30)
                .text("coco8/labels/train/a.txt", "0 0.5 0.5 0.5 0.5\n")
                .text("coco8/labels/val/b.txt", "0 0.5 0.5 0.5 0.5\n");
        files.text("coco8.yaml", "path: ../coco8\ntrain: images/train\nval: images/val\nnames: [cat]\n");
        Path yaml = root.resolve("coco8.yaml");

        assertThatThrownBy(() -> DetectionData.open(yaml, 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("train: images/train")
                .hasMessageContaining("path ../coco8 leads out of that folder: allow it with --allow-outside");
        DetectionData data = DetectionData.open(yaml, outside(), 1, DetectionData.Progress.NONE);

        assertThat(images(data)).containsExactly("../coco8/images/train/a.png 1", "../coco8/images/val/b.png 1");
    }
}
