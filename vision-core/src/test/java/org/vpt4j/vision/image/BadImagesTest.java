package org.vpt4j.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.vision.error.ImageException;

class BadImagesTest {
    @TempDir
    Path folder;

    @Test
    void aMissingImageIsNamed() {
        refused(folder.resolve("none.jpg"), "no such image");
    }

    @Test
    void aFolderIsNoImage() {
        refused(folder, "is a folder");
    }

    @Test
    void anEmptyFileIsNamed() throws IOException {
        refused(write("empty.jpg", new byte[0]), "is empty");
    }

    @Test
    void aTextThatPretendsToBeAImageIsNamed() throws IOException {
        refused(write("page.jpg", "<html>404 Not Found</html>".getBytes(StandardCharsets.UTF_8)), "is not an image");
    }

    @ParameterizedTest
    @CsvSource({
        "rgb.jpg, 0.6",
        "rgb.jpg, 0.99",
        "progressive.jpg, 0.8",
        "source.png, 0.5",
        "rgb.webp, 0.7",
        "rgb.jp2, 0.9"
    })
    void aImageCutShortIsNamed(String name, double part) throws IOException {
        byte[] whole = Files.readAllBytes(Images.golden(name));
        Path file = write("cut-" + name, Arrays.copyOf(whole, (int) (whole.length * part)));
        assertThatThrownBy(() -> Image.read(file))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("cut-" + name)
                .hasMessageContaining("is cut short");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb.bmp", "rgb.tif", "animated.gif"})
    void otherFormsCutInTheMiddleAreRefusedByName(String name) throws IOException {
        byte[] whole = Files.readAllBytes(Images.golden(name));
        Path file = write("cut-" + name, Arrays.copyOf(whole, whole.length / 3));
        assertThatThrownBy(() -> Image.read(file))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("cut-" + name);
    }

    @Test
    void theEndMarkerOfAThumbnailIsNotThatOfTheImage() throws IOException {
        byte[] jpeg = Images.withOrientation(Files.readAllBytes(Images.golden("rgb.jpg")), 0xd9, true);
        jpeg[2 + 4 + 6 + 17] = (byte) 0xff; // FF D9 in the EXIF segment
        refused(write("thumbnail.jpg", Arrays.copyOf(jpeg, jpeg.length - 40)), "is cut short");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb.jpg", "progressive.jpg", "grey.jpg"})
    void aJpegThatLacksOnlyItsEndMarkerIsReadWithARemark(String name) throws IOException {
        byte[] jpeg = Files.readAllBytes(Images.golden(name));
        Path file = write("end-" + name, Arrays.copyOf(jpeg, jpeg.length - 2));
        assertThat(Image.read(file).rgb())
                .isEqualTo(Image.read(Images.golden(name)).rgb());
        assertThat(Image.check(file).remark()).contains("its last two bytes");
        assertThat(Image.check(Images.golden(name)).remark()).isEmpty();
    }

    @Test
    void whateverFollowsTheEndOfAJpegIsNoFault() throws IOException {
        byte[] jpeg = Files.readAllBytes(Images.golden("rgb.jpg"));
        Path file = write("trailer.jpg", Arrays.copyOf(jpeg, jpeg.length + 1000));
        assertThat(Image.read(file).size()).isEqualTo(new ImageSize(64, 48));
    }

    @Test
    void tooManyPixelsAreRefusedBeforeTheyAreDecoded() {
        refused(Images.golden("huge.png"), "20000x20000 pixels, more than");
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void aSmallFileThatClaimsAHugeImageIsRefusedByItsHeader(String name, byte[] bytes, String size) throws IOException {
        refused(write(name, bytes), size + " pixels, more than the");
    }

    static Stream<Arguments> bombs() throws IOException {
        ByteBuffer png = ByteBuffer.wrap(Files.readAllBytes(Images.golden("rgb.png")));
        png.putInt(16, 100_000).putInt(20, 100_000);
        ByteBuffer gif = ByteBuffer.wrap(Files.readAllBytes(Images.golden("animated.gif")));
        gif.order(ByteOrder.LITTLE_ENDIAN).putShort(6, (short) 65535).putShort(8, (short) 65535);
        ByteBuffer bmp = ByteBuffer.wrap(Files.readAllBytes(Images.golden("rgb.bmp")));
        bmp.order(ByteOrder.LITTLE_ENDIAN).putInt(18, 70_000).putInt(22, -70_000);
        ByteBuffer tiff = ByteBuffer.wrap(Files.readAllBytes(Images.golden("rgb.tif")));
        replace(tiff.order(ByteOrder.LITTLE_ENDIAN), 64, 60_000);
        replace(tiff, 48, 50_000);
        byte[] ppm = "P6 # made by hand\n90000 80000\n255\n".getBytes(StandardCharsets.US_ASCII);
        byte[] webp = {
            'R',
            'I',
            'F',
            'F',
            22,
            0,
            0,
            0,
            'W',
            'E',
            'B',
            'P',
            'V',
            'P',
            '8',
            'X',
            10,
            0,
            0,
            0,
            0,
            0,
            0,
            0, //
            (byte) 0xff,
            0x7f,
            0,
            (byte) 0xff,
            0x7f,
            0
        };
        return Stream.of(
                Arguments.of("bomb.png", png.array(), "100000x100000"),
                Arguments.of("bomb.gif", gif.array(), "65535x65535"),
                Arguments.of("bomb.bmp", bmp.array(), "70000x70000"),
                Arguments.of("bomb.tif", tiff.array(), "60000x50000"),
                Arguments.of("bomb.ppm", ppm, "90000x80000"),
                Arguments.of("bomb.webp", webp, "32768x32768"));
    }

    /** The first entry of a TIFF directory, of type SHORT or LONG, that has this value. */
    private static void replace(ByteBuffer tiff, int before, int after) {
        for (int at = tiff.getInt(4) + 2; ; at += 12) {
            if (tiff.getInt(at + 8) == before) {
                tiff.putShort(at + 2, (short) 4).putInt(at + 8, after);
                return;
            }
        }
    }

    @Test
    void aPortablePixmapIsRead() throws IOException {
        byte[] ppm = "P3\n#two pixels\n2 1\n255\n255 0 0 0 0 255\n".getBytes(StandardCharsets.US_ASCII);
        Image image = Image.read(write("two.ppm", ppm));
        assertThat(image.rgb()).containsExactly(-1, 0, 0, 0, 0, -1);
    }

    @Test
    void pixelsMustFitTheSize() {
        assertThatThrownBy(() -> Image.of(new ImageSize(2, 2), new byte[13]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("13 bytes")
                .hasMessageContaining("2x2");
    }

    /** By both questions that one can ask of a file. */
    private static void refused(Path file, String what) {
        assertThatThrownBy(() -> Image.read(file))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(what);
        if (!what.contains("short")) {
            assertThatThrownBy(() -> Image.readSize(file))
                    .isInstanceOf(ImageException.class)
                    .hasMessageStartingWith(file.toString());
        }
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }
}
