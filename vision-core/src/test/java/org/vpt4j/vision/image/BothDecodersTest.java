package org.vpt4j.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vpt4j.vision.image.Images.golden;
import static org.vpt4j.vision.image.Images.meanDifference;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenCV and ImageIO give the same image, on average to less than 2 of 255. */
class BothDecodersTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void inEveryOrientation(int orientation) throws IOException {
        Image stored = Image.read(golden("rgb.png"));
        byte[] jpeg = Images.withOrientation(Images.jpeg(stored.toBufferedImage()), orientation, true);
        Path file = Files.write(folder.resolve("turned.jpg"), jpeg);
        assertSame(file, ExifOrientation.of(orientation).upright(stored));
    }

    /** The second page is the negative of the first. */
    @Test
    void ofSeveralPagesTheFirst() throws IOException {
        Image first = Image.read(golden("rgb.png"));
        byte[] negative = first.rgb().clone();
        for (int i = 0; i < negative.length; i++) {
            negative[i] = (byte) ~negative[i];
        }
        Path file = folder.resolve("pages.tif");
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (Image page : new Image[] {first, Image.of(first.size(), negative)}) {
                BufferedImage buffered = page.toBufferedImage();
                writer.writeToSequence(new IIOImage(buffered, null, null), null);
            }
            writer.endWriteSequence();
            writer.dispose();
        }
        assertSame(file, first);
    }

    /** Such files are inverted as Adobe's are: so they are for Pillow, too. */
    @Test
    void fourColoursWithoutAdobesMarker() throws IOException {
        byte[] jpeg = Files.readAllBytes(golden("cmyk.jpg"));
        ByteArrayOutputStream without = new ByteArrayOutputStream();
        for (int at = 0; at < jpeg.length; at++) {
            if (at + 9 < jpeg.length && jpeg[at] == (byte) 0xff && jpeg[at + 1] == (byte) 0xee) {
                at += 1 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
            } else {
                without.write(jpeg[at]);
            }
        }
        assertThat(without.size()).isLessThan(jpeg.length);
        Path file = Files.write(folder.resolve("plain.jpg"), without.toByteArray());
        assertSame(file, Images.byOpenCv(golden("cmyk.jpg")));
    }

    private static void assertSame(Path file, Image expected) {
        for (Image read : new Image[] {Images.byOpenCv(file), Images.byImageIo(file), Image.read(file)}) {
            assertThat(read.size()).isEqualTo(expected.size());
            assertThat(meanDifference(read, expected)).isLessThan(2);
        }
    }
}
