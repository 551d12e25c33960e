package org.vpt4j.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.vision.error.ImageException;

class BadPicturesTest {
    @TempDir
    Path folder;

    @Test
    void aMissingPictureIsNamed() {
        refused(folder.resolve("none.jpg"), "no such picture");
    }

    @Test
    void aFolderIsNoPicture() {
        refused(folder, "is a folder");
    }

    @Test
    void anEmptyFileIsNamed() throws IOException {
        refused(write("empty.jpg", new byte[0]), "is empty");
    }

    @Test
    void aTextThatPretendsToBeAPictureIsNamed() throws IOException {
        refused(write("page.jpg", "<html>404 Not Found</html>".getBytes(StandardCharsets.UTF_8)), "is not a picture");
    }

    @ParameterizedTest
    @CsvSource({"rgb.jpg, 0.6", "rgb.jpg, 0.99", "progressive.jpg, 0.8", "source.png, 0.5", "rgb.webp, 0.7"})
    void aPictureCutShortIsNamed(String name, double part) throws IOException {
        byte[] whole = Files.readAllBytes(Pictures.golden(name));
        Path file = write("cut-" + name, Arrays.copyOf(whole, (int) (whole.length * part)));
        assertThatThrownBy(() -> Image.read(file))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("cut-" + name)
                .hasMessageContaining("is cut short");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb.bmp", "rgb.tif", "animated.gif"})
    void otherFormsCutInTheMiddleAreRefusedByName(String name) throws IOException {
        byte[] whole = Files.readAllBytes(Pictures.golden(name));
        Path file = write("cut-" + name, Arrays.copyOf(whole, whole.length / 3));
        assertThatThrownBy(() -> Image.read(file))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("cut-" + name);
    }

    @Test
    void theEndMarkerOfAThumbnailIsNotThatOfThePicture() throws IOException {
        byte[] jpeg = Pictures.withOrientation(Files.readAllBytes(Pictures.golden("rgb.jpg")), 0xd9, true);
        jpeg[2 + 4 + 6 + 17] = (byte) 0xff; // FF D9 in the EXIF segment
        refused(write("thumbnail.jpg", Arrays.copyOf(jpeg, jpeg.length - 2)), "is cut short");
    }

    @Test
    void whateverFollowsTheEndOfAJpegIsNoFault() throws IOException {
        byte[] jpeg = Files.readAllBytes(Pictures.golden("rgb.jpg"));
        Path file = write("trailer.jpg", Arrays.copyOf(jpeg, jpeg.length + 1000));
        assertThat(Image.read(file).size()).isEqualTo(new ImageSize(64, 48));
    }

    @Test
    void tooManyPixelsAreRefusedBeforeTheyAreDecoded() {
        refused(Pictures.golden("huge.png"), "20000x20000 pixels, more than");
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
