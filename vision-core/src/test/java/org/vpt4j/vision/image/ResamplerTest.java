package org.vpt4j.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vpt4j.vision.image.Images.golden;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {

    @ParameterizedTest
    @CsvSource({"shrink, 0, 0, 97, 61", "grow, 0, 0, 97, 61", "part, 10.25, 7.5, 80.75, 55", "far, 0, 0, 97, 61"})
    void equalsPillow(String name, double x1, double y1, double x2, double y2) {
        Image expected = Image.read(golden(name + ".png"));
        AxisAlignedTransform transform = AxisAlignedTransform.stretch(new Box(x1, y1, x2, y2), expected.size());
        Image resampled = Resampler.resample(Image.read(golden("source.png")), transform, expected.size());
        assertThat(Images.maxDifference(resampled, expected)).isLessThanOrEqualTo(1);
    }

    @Test
    void nothingChangesWhereNothingIsToDo() {
        Image source = Image.read(golden("source.png"));
        Image same = Resampler.resample(source, AxisAlignedTransform.identity(), source.size());
        assertThat(same.rgb()).isEqualTo(source.rgb());
    }

    @Test
    void whatTheImageLeavesFreeIsPadded() {
        Image white = Image.of(new ImageSize(4, 2), filled(4 * 2 * 3, 255));
        ImageSize input = new ImageSize(8, 8);
        Image drawn = Resampler.resample(white, Letterbox.fit(white.size(), input), input, 0x102030);
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                assertThat(drawn.rgb(x, y)).as("%d, %d", x, y).isEqualTo(y >= 2 && y < 6 ? 0xffffff : 0x102030);
            }
        }
    }

    @Test
    void anImageBesideTheInputLeavesPaddingOnly() {
        Image white = Image.of(new ImageSize(4, 4), filled(48, 255));
        Image drawn = Resampler.resample(white, new AxisAlignedTransform(1, 1, 100, -3), new ImageSize(5, 5));
        for (int x = 0; x < 5; x++) {
            assertThat(drawn.rgb(x, 0)).isEqualTo(Resampler.MEAN_COLOR);
        }
    }

    /** Where a rectangle is drawn must be where its box goes: the pixels and the boxes share one map. */
    @Test
    void pixelsGoWhereBoxesGo() {
        ImageSize size = new ImageSize(200, 120);
        Box box = new Box(40, 30, 120, 90);
        byte[] rgb = new byte[200 * 120 * 3];
        for (int y = 30; y < 90; y++) {
            Arrays.fill(rgb, 3 * (y * 200 + 40), 3 * (y * 200 + 120), (byte) 255);
        }
        ImageSize input = new ImageSize(150, 150);
        AxisAlignedTransform transform = Letterbox.fit(size, input);
        Image drawn = Resampler.resample(Image.of(size, rgb), transform, input, 0);
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        for (int y = 0; y < 150; y++) {
            for (int x = 0; x < 150; x++) {
                int value = drawn.rgb(x, y) & 0xff;
                sum += value;
                sumX += value * (x + 0.5);
                sumY += value * (y + 0.5);
            }
        }
        Box expected = transform.toInput(box);
        assertThat(sum / 255).isBetween(expected.area() * 0.995, expected.area() * 1.005);
        assertThat(sumX / sum).isBetween(expected.centerX() - 0.02, expected.centerX() + 0.02);
        assertThat(sumY / sum).isBetween(expected.centerY() - 0.02, expected.centerY() + 0.02);
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
