package org.vpt4j.vision.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FloatTensorTest {
    @Property
    void theFirstValueThatIsNotFiniteIsFoundAmongAnyBits(@ForAll @Size(max = 70) int[] bits) {
        float[] values = new float[bits.length];
        for (int i = 0; i < bits.length; i++) {
            values[i] = Float.intBitsToFloat(bits[i]);
        }
        OptionalInt expected = IntStream.range(0, values.length)
                .filter(i -> Float.isNaN(values[i]) || Float.isInfinite(values[i]))
                .findFirst();
        assertThat(FloatTensor.vector(values).firstNotFinite()).isEqualTo(expected);
    }

    @Test
    void theLargestAndTheLeastValuesAreFiniteInfinityAndNotANumberAreNot() {
        assertThat(FloatTensor.vector(Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -0f, 0f)
                        .firstNotFinite())
                .isEmpty();
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] values = new float[1000];
            values[997] = bad;
            assertThat(FloatTensor.vector(values).firstNotFinite()).hasValue(997);
        }
    }
}
