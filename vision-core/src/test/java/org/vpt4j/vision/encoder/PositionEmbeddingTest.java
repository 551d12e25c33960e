package org.vpt4j.vision.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PositionEmbeddingTest {

    @Test
    void theTrainedGridStaysAsItIs() {
        float[] trained = Numbers.of("grid", (1 + 9) * 2);
        assertThat(PositionEmbedding.interpolate(trained, config(2, 3, false), 3, 3))
                .containsExactly(trained);
    }

    /** torch: {@code interpolate(tensor([0., 1, 2, 4])[None, None, None], size=(1, 6), mode="bicubic")}. */
    @Test
    void oneAxisEqualsPyTorch() {
        assertAxis(new float[] {0, 1, 2, 4}, false, new float[] {
            -0.0868055f, 0.40625f, 1.195602f, 1.700231f, 3.09375f, 4.173611f
        });
    }

    /** The same with {@code antialias=True}, to a larger grid and to a smaller one. */
    @Test
    void oneAxisWithAntialiasingEqualsPyTorch() {
        assertAxis(new float[] {0, 1, 2, 4}, true, new float[] {
            -0.0657893f, 0.4117647f, 1.1550926f, 1.775463f, 3.1176472f, 4.1315794f
        });
        assertAxis(new float[] {0, 1, 2, 4, 3, 7, 5}, true, new float[] {0.7419356f, 3.2637365f, 5.564516f});
    }

    private static void assertAxis(float[] values, boolean antialiased, float[] expected) {
        float[] weights = PositionEmbedding.axis(
                values.length,
                expected.length,
                EncoderConfig.of(1, 1, 1, 1)
                        .withAntialiasing(antialiased)
                        .position()
                        .resampling());
        for (int i = 0; i < expected.length; i++) {
            float sum = 0;
            for (int k = 0; k < values.length; k++) {
                sum += weights[i * values.length + k] * values[k];
            }
            assertThat(sum).isCloseTo(expected[i], within(2e-6f));
        }
    }

    @Property(tries = 50)
    void anEmbeddingThatIsTheSameEverywhereStaysTheSame(
            @ForAll @IntRange(min = 1, max = 9) int from,
            @ForAll @IntRange(min = 1, max = 20) int rows,
            @ForAll @IntRange(min = 1, max = 20) int columns,
            @ForAll boolean antialiased) {
        float[] trained = new float[1 + from * from];
        Arrays.fill(trained, 0.5f);
        float[] other = PositionEmbedding.interpolate(trained, config(1, from, antialiased), rows, columns);
        assertThat(other).hasSize(1 + rows * columns);
        for (float value : other) {
            assertThat(value).isCloseTo(0.5f, within(2e-6f));
        }
    }

    private static EncoderConfig config(int width, int grid, boolean antialiased) {
        return EncoderConfig.of(1, width, 1, 1).withGrid(grid).withAntialiasing(antialiased);
    }
}
