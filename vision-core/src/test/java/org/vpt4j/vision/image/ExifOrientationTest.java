package org.vpt4j.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExifOrientationTest {
    @TempDir
    Path folder;

    /** The corners of the upright image, clockwise from left above, when red, green, white, blue are stored. */
    @ParameterizedTest
    @CsvSource({"1, RGWB", "2, GRBW", "3, WBRG", "4, BWGR", "5, RBWG", "6, BRGW", "7, WGRB", "8, GWBR"})
    void bothPathsTurnTheImageUpright(int orientation, String corners) throws IOException {
        for (boolean littleEndian : new boolean[] {true, false}) {
            Path file = write(orientation, littleEndian);
            Image openCv = Images.byOpenCv(file);
            Image imageIo = Images.byImageIo(file);

            assertThat(openCv.size()).isEqualTo(orientation < 5 ? new ImageSize(64, 32) : new ImageSize(32, 64));
            assertThat(Images.maxDifference(openCv, imageIo)).isLessThanOrEqualTo(12);
            assertThat(corners(openCv)).isEqualTo(corners);
            assertThat(corners(imageIo)).isEqualTo(corners);
            assertThat(Image.readSize(file)).isEqualTo(openCv.size());
            assertThat(corners(Image.read(file))).isEqualTo(corners);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 255})
    void valuesWithoutMeaningAreUpright(int orientation) throws IOException {
        Path file = write(orientation, true);
        assertThat(corners(Images.byImageIo(file))).isEqualTo("RGWB");
        assertThat(corners(Images.byOpenCv(file))).isEqualTo("RGWB");
    }

    private Path write(int orientation, boolean littleEndian) throws IOException {
        byte[] jpeg = Images.jpeg(Images.quarters(new ImageSize(64, 32)).toBufferedImage());
        Path file = folder.resolve("turned.jpg");
        return Files.write(file, Images.withOrientation(jpeg, orientation, littleEndian));
    }

    private static String corners(Image image) {
        int right = image.width() - 3;
        int bottom = image.height() - 3;
        return name(image.rgb(2, 2))
                + name(image.rgb(right, 2))
                + name(image.rgb(right, bottom))
                + name(image.rgb(2, bottom));
    }

    private static String name(int color) {
        return switch (color & 0x808080) {
            case 0x800000 -> "R";
            case 0x008000 -> "G";
            case 0x000080 -> "B";
            case 0x808080 -> "W";
            default -> "?";
        };
    }
}
