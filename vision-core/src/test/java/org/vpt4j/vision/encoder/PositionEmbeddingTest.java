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
        assertThat(PositionEmbedding.interpolate(trained, 2, 3, 3, 3)).containsExactly(trained);
    }

    /** torch: {@code interpolate(tensor([0., 1, 2, 4])[None, None, None], size=(1, 6), mode="bicubic")}. */
    @Test
    void oneAxisEqualsPyTorch() {
        float[] weights = PositionEmbedding.axis(4, 6);
        float[] values = {0, 1, 2, 4};
        float[] expected = {-0.0868055f, 0.40625f, 1.195602f, 1.700231f, 3.09375f, 4.173611f};
        for (int i = 0; i < 6; i++) {
            float sum = 0;
            for (int k = 0; k < 4; k++) {
                sum += weights[i * 4 + k] * values[k];
            }
            assertThat(sum).isCloseTo(expected[i], within(2e-6f));
        }
    }

    @Property(tries = 50)
    void anEmbeddingThatIsTheSameEverywhereStaysTheSame(
            @ForAll @IntRange(min = 1, max = 9) int from,
            @ForAll @IntRange(min = 1, max = 20) int rows,
            @ForAll @IntRange(min = 1, max = 20) int columns) {
        float[] trained = new float[1 + from * from];
        Arrays.fill(trained, 0.5f);
        float[] other = PositionEmbedding.interpolate(trained, 1, from, rows, columns);
        assertThat(other).hasSize(1 + rows * columns);
        for (float value : other) {
            assertThat(value).isCloseTo(0.5f, within(2e-6f));
        }
    }
}
