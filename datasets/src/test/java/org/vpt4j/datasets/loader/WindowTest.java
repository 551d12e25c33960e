package org.vpt4j.datasets.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Normalization;

class WindowTest {
    private static final ImageSize INPUT = new ImageSize(28, 28);
    private static final Letterbox LETTERBOX = new Letterbox(INPUT, Normalization.HALF);
    private static final Image NOISE =
            Painted.image(50, 40, new SplittableRandom(4).ints(50 * 40, 0, 256).toArray());

    @Property(tries = 200)
    void scalingAWindowIsScalingItsCopy(
            @ForAll @IntRange(max = 20) int left,
            @ForAll @IntRange(max = 20) int top,
            @ForAll @IntRange(min = 1, max = 30) int width,
            @ForAll @IntRange(min = 1, max = 20) int height) {
        Window window = new Window(left, top, new ImageSize(width, height));

        FloatBuffer copied = FloatBuffer.allocate(LETTERBOX.floats());
        LETTERBOX.write(window.cut(NOISE), copied, 0);

        assertThat(written(window, UnaryOperator.identity()).array()).isEqualTo(copied.array());
    }

    /** At the same scale, every pixel is one of the image or exactly the mean colour, which is not brightened with the image. */
    @Test
    void whatIsOutsideTheImageIsPaddingOfTheInput() {
        Image black = Image.of(new ImageSize(10, 20), new byte[600]);
        Window window = new Window(-8, -4, INPUT);
        float[] padding = {124 / 127.5f - 1, 116 / 127.5f - 1, 104 / 127.5f - 1};

        FloatBuffer pixels = written(black, window, image -> {
            assertThat(image.size()).isEqualTo(black.size());
            return Image.of(image.size(), filled(image.rgb().length));
        });

        for (int y = 0; y < 28; y++) {
            for (int x = 0; x < 28; x++) {
                boolean inside = x >= 8 && x < 18 && y >= 4 && y < 24;
                for (int channel = 0; channel < 3; channel++) {
                    int at = (channel * 28 + y) * 28 + x;
                    assertThat(pixels.get(at)).isCloseTo(inside ? 1 : padding[channel], within(1e-6f));
                }
            }
        }
    }

    private static byte[] filled(int length) {
        byte[] values = new byte[length];
        Arrays.fill(values, (byte) 255);
        return values;
    }

    private static FloatBuffer written(Window window, UnaryOperator<Image> change) {
        return written(NOISE, window, change);
    }

    private static FloatBuffer written(Image image, Window window, UnaryOperator<Image> change) {
        FloatBuffer pixels = FloatBuffer.allocate(LETTERBOX.floats());
        LETTERBOX.write(image, window.inside(image.size()), window.fromInside(image.size(), INPUT), change, pixels, 0);
        return pixels;
    }
}
