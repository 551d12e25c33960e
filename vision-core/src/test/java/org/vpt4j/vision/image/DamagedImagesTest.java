package org.vpt4j.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.vpt4j.vision.error.ImageException;

/** Whatever happens to the bytes of an image, it is read as an image or refused by the name of its file. */
class DamagedImagesTest {
    private static Path folder;

    @BeforeContainer
    static void makeAFolder() throws IOException {
        folder = Files.createTempDirectory("damaged-images");
    }

    @AfterContainer
    static void removeIt() throws IOException {
        Files.deleteIfExists(folder.resolve("damaged"));
        Files.delete(folder);
    }

    @Provide
    Arbitrary<String> images() {
        return Arbitraries.of(
                "rgb.jpg",
                "progressive.jpg",
                "cmyk.jpg",
                "rgb.png",
                "palette.png",
                "rgb.webp",
                "rgb.tif",
                "rgb.bmp",
                "rgb.jp2",
                "animated.gif");
    }

    @Property(tries = 900, seed = "21")
    void changedBytesNeverDoHarm(
            @ForAll @From("images") String name,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0) Integer> places,
            @ForAll byte value) {
        byte[] bytes = bytes(name);
        for (int place : places) {
            bytes[place % bytes.length] = value;
        }
        readOrRefused(bytes);
    }

    /** Where sizes, offsets, chunk lengths and tables are. */
    @Property(tries = 500, seed = "22")
    void changedHeadersNeverDoHarm(
            @ForAll @From("images") String name,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 2, max = 200) Integer> places,
            @ForAll @Size(6) List<Byte> values) {
        byte[] bytes = bytes(name);
        for (int i = 0; i < places.size(); i++) {
            bytes[places.get(i) % bytes.length] = values.get(i);
        }
        readOrRefused(bytes);
    }

    @Property(tries = 300, seed = "23")
    void insertedAndRemovedBytesNeverDoHarm(
            @ForAll @From("images") String name,
            @ForAll @IntRange(min = 0) int at,
            @ForAll @Size(max = 20) byte[] inserted,
            @ForAll @IntRange(max = 20) int removed) {
        byte[] whole = bytes(name);
        int start = at % whole.length;
        int end = Math.min(whole.length, start + removed);
        byte[] bytes = Arrays.copyOf(whole, start + inserted.length + whole.length - end);
        System.arraycopy(inserted, 0, bytes, start, inserted.length);
        System.arraycopy(whole, end, bytes, start + inserted.length, whole.length - end);
        readOrRefused(bytes);
    }

    @Property(tries = 300, seed = "24")
    void cutsNeverDoHarm(@ForAll @From("images") String name, @ForAll @IntRange(min = 0) int length) {
        byte[] whole = bytes(name);
        readOrRefused(Arrays.copyOf(whole, length % whole.length));
    }

    private static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(Images.golden(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readOrRefused(byte[] bytes) {
        try {
            Path file = Files.write(folder.resolve("damaged"), bytes);
            try {
                Image image = Image.read(file);
                assertThat(image.rgb()).hasSize(3 * image.width() * image.height());
            } catch (ImageException e) {
                assertThat(e).hasMessageStartingWith(file.toString());
            }
            try {
                assertThat((long) Image.readSize(file).width()).isPositive();
            } catch (ImageException e) {
                assertThat(e).hasMessageStartingWith(file.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
