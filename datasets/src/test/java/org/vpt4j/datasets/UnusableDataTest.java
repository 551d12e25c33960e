package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.format.DatasetException;

class UnusableDataTest {
    @TempDir
    Path root;

    private TinyFiles files;

    @BeforeEach
    void noFilesYet() {
        files = new TinyFiles(root);
    }

    private static AbstractThrowableAssert<?, ?> opening(Path folder) {
        return assertThatThrownBy(() -> DetectionData.open(folder, 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(folder.toString());
    }

    @Test
    void aMissingFolder() {
        opening(root.resolve("nowhere")).hasMessageContaining("does not exist");
    }

    @Test
    void aFileWithoutAnnotations() throws IOException {
        opening(Files.writeString(root.resolve("file"), "x")).hasMessageContaining("is a file, but not one with");
    }

    @Test
    void anArchive() throws IOException {
        opening(Files.writeString(root.resolve("my.v1i.coco.ZIP"), "PK")).hasMessageContaining("unpack it");
    }

    @Test
    void anEmptyFolder() {
        opening(root)
                .hasMessageContaining("neither images nor annotations")
                .hasMessageContaining("COCO: train|valid|test/_annotations.coco.json")
                .hasMessageContaining("Pascal VOC: Annotations/*.xml");
    }

    @Test
    void imagesWithoutAnnotations() {
        files.image("a.png", 8, 8).image("deep/b.png", 8, 8).text("notes.json", "{\"a\": 1}");
        opening(root).hasMessageContaining("found 2 images but no annotations in a known format");
    }

    @Test
    void annotationsWithoutImages() {
        files.voc("Annotations/a.xml", "a.png", 8, 8, "cat 1 1 3 3");
        opening(root)
                .hasMessageContaining("no usable image")
                .hasMessageContaining(
                        "1 annotation whose image is missing (dropped with its 1 box): Annotations/a.xml");
    }

    @Test
    void twoFormsAtOnce() {
        files.image("a.png", 8, 8).voc("a.xml", "a.png", 8, 8, "cat 1 1 3 3");
        files.text("a.json", "{\"images\": [], \"annotations\": []}");
        opening(root)
                .hasMessageContaining("COCO because of a.json")
                .hasMessageContaining("Pascal VOC because of a.xml")
                .hasMessageContaining("keep only one of them");
    }
}
