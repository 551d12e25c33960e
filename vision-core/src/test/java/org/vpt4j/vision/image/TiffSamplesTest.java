package org.vpt4j.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.vision.error.ImageException;

/** TIFF files of every sample format, written here without compression: a ramp from black to white. */
class TiffSamplesTest {
    private static final int WIDTH = 32;
    private static final int HEIGHT = 4;
    private static final int UNSIGNED = 1;
    private static final int SIGNED = 2;
    private static final int FLOATING = 3;

    @TempDir
    Path folder;

    /** @param photometric 0 white is zero, 1 black is zero, 2 RGB */
    private record Samples(int bits, int format, int photometric, int count, boolean big) {}

    private static double truth(int x, int y, int band) {
        double ramp = (x + y * 0.25) / WIDTH;
        return band == 0 ? ramp : band == 1 ? 1 - ramp : band == 2 ? 0.5 : 0.25; // 0.25: alpha
    }

    private Path write(Samples samples, double scale) throws IOException {
        int bytes = samples.bits / 8;
        int data = WIDTH * HEIGHT * samples.count * bytes;
        ByteBuffer tiff =
                ByteBuffer.allocate(1000 + data).order(samples.big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        tiff.put((byte) (samples.big ? 'M' : 'I'))
                .put((byte) (samples.big ? 'M' : 'I'))
                .putShort((short) 42)
                .putInt(8);
        int[][] entries = {
            {256, 3, 1, WIDTH},
            {257, 3, 1, HEIGHT},
            {258, 3, samples.count, samples.count == 1 ? samples.bits : 400},
            {259, 3, 1, 1},
            {262, 3, 1, samples.photometric},
            {273, 4, 1, 1000},
            {277, 3, 1, samples.count},
            {278, 3, 1, HEIGHT},
            {279, 4, 1, data},
            {338, 3, 1, 2}, // unassociated alpha
            {339, 3, samples.count, samples.count == 1 ? samples.format : 420}
        };
        boolean alpha = samples.count == 4 || samples.count == 2;
        tiff.putShort((short) (entries.length - (alpha ? 0 : 1)));
        for (int[] entry : entries) {
            if (entry[0] == 338 && !alpha) {
                continue;
            }
            tiff.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]);
            if (entry[1] == 3 && entry[2] <= 2) {
                boolean two = entry[2] == 2;
                int value = two ? (entry[0] == 258 ? samples.bits : samples.format) : entry[3];
                tiff.putShort((short) value).putShort((short) (two ? value : 0));
            } else {
                tiff.putInt(entry[3]);
            }
        }
        tiff.putInt(0);
        for (int i = 0; i < samples.count; i++) {
            tiff.putShort(400 + 2 * i, (short) samples.bits).putShort(420 + 2 * i, (short) samples.format);
        }
        tiff.position(1000);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                for (int band = 0; band < samples.count; band++) {
                    double value = truth(x, y, samples.count == 2 && band == 1 ? 3 : band);
                    put(tiff, samples, (samples.photometric == 0 ? 1 - value : value) * scale);
                }
            }
        }
        return Files.write(folder.resolve("a.tif"), tiff.array());
    }

    private static void put(ByteBuffer tiff, Samples samples, double value) {
        if (samples.format == FLOATING) {
            if (samples.bits == 64) {
                tiff.putDouble(value);
            } else {
                tiff.putFloat((float) value);
            }
            return;
        }
        double largest = Math.pow(2, samples.bits) - 1;
        long whole = Math.round(value * largest);
        switch (samples.bits) {
            case 8 -> tiff.put((byte) whole);
            case 16 -> tiff.putShort((short) whole);
            default -> tiff.putInt((int) whole);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "8,1,1,1",
        "16,1,1,1",
        "32,1,1,1",
        "32,3,1,1",
        "8,1,2,3",
        "16,1,2,3",
        "32,1,2,3",
        "32,3,2,3",
        "8,1,2,4",
        "16,1,2,4",
        "32,3,2,4",
        "8,1,1,2",
        "16,1,1,2",
        "8,1,0,1",
        "16,1,0,1",
        "64,3,1,1"
    })
    void eachSampleFormatIsTheTruthOrRefusedByName(int bits, int format, int photometric, int count)
            throws IOException {
        for (boolean big : new boolean[] {false, true}) {
            Path file = write(new Samples(bits, format, photometric, count, big), 1);
            Image image;
            try {
                image = Image.read(file);
            } catch (ImageException e) {
                assertThat(bits == 64 || (photometric == 0 && bits > 8))
                        .as(e.getMessage())
                        .isTrue();
                assertThat(e).hasMessageStartingWith(file.toString());
                continue;
            }
            assertThat(Image.readSize(file)).isEqualTo(new ImageSize(WIDTH, HEIGHT));
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    for (int band = 0; band < 3; band++) {
                        double expected = 255 * truth(x, y, count < 3 ? 0 : band);
                        int found = image.rgb(x, y) >> (16 - 8 * band) & 0xff;
                        assertThat(Math.abs(found - expected))
                                .as("%d,%d,%d", x, y, band)
                                .isLessThanOrEqualTo(1.0);
                    }
                }
            }
        }
    }

    @Test
    void samplesThatWouldBecomeOneColourAreRefused() throws IOException {
        assertThatThrownBy(() -> Image.read(write(new Samples(16, UNSIGNED, 1, 1, false), 200.0 / 65535)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("one colour in 8 bits");
        assertThatThrownBy(() -> Image.read(write(new Samples(32, UNSIGNED, 1, 1, false), 1e-6)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("one colour in 8 bits");
    }

    @Test
    void numbersWhoseRangeIsUnknownAreRefused() throws IOException {
        assertThatThrownBy(() -> Image.read(write(new Samples(32, FLOATING, 1, 1, false), 255)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("floating-point samples from 0");
        assertThatThrownBy(() -> Image.read(write(new Samples(16, SIGNED, 1, 1, false), 0.4)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("signed samples");
    }
}
