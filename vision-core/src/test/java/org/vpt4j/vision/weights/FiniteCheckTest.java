package org.vpt4j.vision.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.vpt4j.vision.tensor.HalfPrecision;
import org.vpt4j.vision.weights.Safetensors.DataType;

class FiniteCheckTest {
    private static final DataType[] TYPES = {DataType.F32, DataType.F16, DataType.BF16, DataType.F64};
    private static final float[] BAD = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

    @Property(tries = 200)
    void theFirstBadValueOfAnyTypeIsFoundAcrossPieces(
            @ForAll @IntRange(max = 3) int type,
            @ForAll @IntRange(min = 1, max = 12000) int count,
            @ForAll @Size(max = 3) int[] bad,
            @ForAll long seed) {
        DataType stored = TYPES[type];
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) { // all magnitudes, up to the largest that every type has
            values[i] = (float) Math.scalb(random.nextFloat() - 0.5, random.nextInt(32) - 15);
        }
        OptionalLong expected = OptionalLong.empty();
        for (int at : bad) {
            int index = Math.floorMod(at, count);
            values[index] = BAD[random.nextInt(BAD.length)];
            expected = OptionalLong.of(Math.min(index, expected.orElse(index)));
        }
        FiniteCheck check = new FiniteCheck(stored);
        int split = stored.bytes() * (4 * random.nextInt(1 + count / 4)); // files are read in pieces of whole longs
        ByteBuffer all = bytes(stored, values);
        check.accept(all.duplicate().limit(split).order(ByteOrder.LITTLE_ENDIAN));
        check.accept(all.duplicate().position(split).order(ByteOrder.LITTLE_ENDIAN));
        assertThat(check.firstNotFinite()).isEqualTo(expected);
    }

    private static ByteBuffer bytes(DataType type, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(type.bytes() * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            switch (type) {
                case F32 -> bytes.putFloat(value);
                case F16 -> bytes.putShort(HalfPrecision.toF16(value));
                case BF16 -> bytes.putShort(HalfPrecision.toBf16(value));
                default -> bytes.putDouble(value);
            }
        }
        return bytes.flip();
    }
}
