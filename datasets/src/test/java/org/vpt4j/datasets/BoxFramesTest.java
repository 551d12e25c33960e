package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/** Boxes in another unit or frame than the pixels of their image. */
class BoxFramesTest {
    private static final String CATEGORY = "\"categories\": [{\"id\": 1, \"name\": \"cat\"}]}";

    @TempDir
    Path root;

    private TinyFiles files;

    @BeforeEach
    void noFilesYet() {
        files = new TinyFiles(root);
    }

    @ParameterizedTest
    @ValueSource(strings = {"COCO", "CSV", "VOC"})
    void fractionsAreScaledInEachFormat(String format) {
        files.image("a.png", 100, 50);
        switch (format) {
            case "COCO" ->
                files.text(
                        "a.json",
                        "{\"images\": [{\"id\": 1, \"file_name\": \"a.png\", \"width\": 100, \"height\": 50}],"
                                + " \"annotations\": [{\"id\": 1, \"image_id\": 1, \"category_id\": 1, \"area\": 0.1,"
                                + " \"bbox\": [0.1, 0.2, 0.5, 0.4]}], " + CATEGORY);
            case "CSV" -> files.text("a.csv", "a.png,0.1,0.2,0.6,0.6,cat\n");
            default -> files.voc("a.xml", "a.png", 100, 50, "cat 0.1 0.2 0.6 0.6");
        }
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.findings().all())
                .extracting(Findings.Finding::kind)
                .containsExactly(Findings.Finding.Kind.BOX_UNITS);
        close(only(data), new Box(10, 10, 60, 30));
    }

    @Test
    void aFractionAmongPixelsIsDroppedAndNamed() {
        files.image("a.png", 100, 50).text("a.csv", "a.png,0.1,0.2,0.6,0.6,cat\na.png,10,20,60,40,cat\n");
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.findings().all())
                .extracting(Findings.Finding::kind)
                .containsExactly(Findings.Finding.Kind.BOX_EMPTY);
        close(only(data), new Box(10, 20, 60, 40));
    }

    @ParameterizedTest
    @CsvSource({"320,240,0.5", "1280,960,2", "214,160,0.334"})
    void anImageThatWasScaledHasItsBoxesScaled(int width, int height, double factor) {
        files.image("a.png", width, height).voc("a.xml", "a.png", 640, 480, "cat 100 60 600 420");
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.findings().all())
                .extracting(Findings.Finding::kind)
                .containsExactly(Findings.Finding.Kind.SIZE_DIFFERS);
        Box box = only(data);
        assertThat(box.x1()).isCloseTo(100 * factor, within(0.3));
        assertThat(box.y2()).isCloseTo(420 * factor, within(0.3));
    }

    @Test
    void whatCannotBeToldIsLeftOut() {
        files.image("a.png", 400, 480).voc("a.xml", "a.png", 640, 480, "cat 100 60 300 420");
        assertThatThrownBy(() -> DetectionData.open(root, 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("no usable image")
                .hasMessageContaining("image whose size differs");
    }

    /** Orientations 5 to 8 swap the sides, so that the declared size says which frame the boxes are in. */
    @ParameterizedTest
    @ValueSource(ints = {5, 6, 7, 8})
    void boxesOfTheStoredPixelsAreTurnedWithTheImage(int orientation) throws IOException {
        // stored 80x60, upright 60x80
        String box =
                switch (orientation) {
                    case 5 -> "20 10 60 30";
                    case 6 -> "20 20 40 40";
                    case 7 -> "10 0 30 40";
                    default -> "10 0 30 40";
                };
        jpeg("a.jpg", 80, 60, orientation);
        files.voc("a.xml", "a.jpg", 80, 60, "cat " + box);
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.findings().all())
                .extracting(Findings.Finding::kind)
                .containsExactly(Findings.Finding.Kind.BOX_STORED_FRAME);
        LabelledImage image = data.require(Split.TRAIN).images().get(0);
        assertThat(image.size()).isEqualTo(new ImageSize(60, 80));
        assertThat(image.annotations().get(0).box()).isEqualTo(turned(box, orientation));
    }

    /** Turned by 180°, mirrored or square: what the other rotated images of the dataset show decides. */
    @ParameterizedTest
    @CsvSource({
        "2, 80, 60, 50 10 70 20",
        "3, 80, 60, 50 40 70 50",
        "4, 80, 60, 10 40 30 50",
        "5, 60, 60, 10 10 20 30",
        "6, 60, 60, 40 10 50 30",
        "7, 60, 60, 40 30 50 50",
        "8, 60, 60, 10 30 20 50"
    })
    void aRotationThatLeavesTheSizeIsThatOfTheOtherImages(int orientation, int width, int height, String turned)
            throws IOException {
        String box = "10 10 30 20"; // in the stored pixels
        jpeg("a.jpg", width, height, orientation);
        files.voc("a.xml", "a.jpg", width, height, "cat " + box);
        assertThat(box(DetectionData.open(root, 1), "a.jpg")).isEqualTo(parsed(box));
        assertThat(DetectionData.open(root, 1).findings().count(Findings.Finding.Kind.ROTATION_UNCLEAR))
                .isEqualTo(1);

        jpeg("b.jpg", 80, 60, 6);
        files.voc("b.xml", "b.jpg", 60, 80, "cat 1 1 9 9"); // the tool follows the orientation
        assertThat(box(DetectionData.open(root, 1), "a.jpg")).isEqualTo(parsed(box));
        assertThat(DetectionData.open(root, 1).findings().summary()).isEmpty();

        files.voc("b.xml", "b.jpg", 80, 60, "cat 1 1 9 9"); // it does not
        DetectionData data = DetectionData.open(root, 1);
        assertThat(box(data, "a.jpg")).isEqualTo(parsed(turned));
        assertThat(data.findings().count(Findings.Finding.Kind.BOX_STORED_FRAME))
                .isEqualTo(2);
    }

    private static Box box(DetectionData data, String image) {
        return Annotations.of(data, image).get(0).box();
    }

    private static Box parsed(String box) {
        String[] word = box.split(" ", -1);
        return new Box(
                Double.parseDouble(word[0]),
                Double.parseDouble(word[1]),
                Double.parseDouble(word[2]),
                Double.parseDouble(word[3]));
    }

    @Test
    void boxesOfTheUprightImageStay() throws IOException {
        jpeg("a.jpg", 80, 60, 6);
        files.voc("a.xml", "a.jpg", 60, 80, "cat 10 20 30 70");
        DetectionData data = DetectionData.open(root, 1);
        assertThat(data.findings().summary()).isEmpty();
        assertThat(only(data)).isEqualTo(new Box(10, 20, 30, 70));
    }

    @Test
    void withoutADeclaredSizeABoxBeyondTheUprightImageShowsTheFrame() throws IOException {
        jpeg("a.jpg", 80, 60, 6);
        files.text("a.csv", "a.jpg,20,20,78,40,cat\n");
        DetectionData data = DetectionData.open(root, 1);
        assertThat(only(data)).isEqualTo(new Box(20, 20, 40, 78));
    }

    /** Where each corner of a box in the stored 80x60 pixels goes (EXIF 2.32). */
    private static Box turned(String box, int orientation) {
        String[] word = box.split(" ", -1);
        double[] xs = {Double.parseDouble(word[0]), Double.parseDouble(word[2])};
        double[] ys = {Double.parseDouble(word[1]), Double.parseDouble(word[3])};
        double[] u = new double[2];
        double[] v = new double[2];
        for (int i = 0; i < 2; i++) {
            u[i] = orientation == 5 || orientation == 8 ? ys[i] : 60 - ys[i];
            v[i] = orientation == 5 || orientation == 6 ? xs[i] : 80 - xs[i];
        }
        return new Box(Math.min(u[0], u[1]), Math.min(v[0], v[1]), Math.max(u[0], u[1]), Math.max(v[0], v[1]));
    }

    private void jpeg(String name, int width, int height, int orientation) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "jpg", plain);
        byte[] exif = {
            (byte) 0xff,
            (byte) 0xe1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1, //
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(plain.toByteArray(), 0, 2);
        all.write(exif);
        all.write(plain.toByteArray(), 2, plain.size() - 2);
        Files.write(root.resolve(name), all.toByteArray());
    }

    private static Box only(DetectionData data) {
        List<Annotation> annotations = data.require(Split.TRAIN).images().get(0).annotations();
        assertThat(annotations).hasSize(1);
        return annotations.get(0).box();
    }

    private static void close(Box found, Box expected) {
        assertThat(found.x1()).isCloseTo(expected.x1(), within(1e-9));
        assertThat(found.y1()).isCloseTo(expected.y1(), within(1e-9));
        assertThat(found.x2()).isCloseTo(expected.x2(), within(1e-9));
        assertThat(found.y2()).isCloseTo(expected.y2(), within(1e-9));
    }
}
