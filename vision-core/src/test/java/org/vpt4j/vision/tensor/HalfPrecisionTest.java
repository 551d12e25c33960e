package org.vpt4j.vision.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Properties;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.vpt4j.vision.files.Sha256;

/** Golden checksums of numpy and torch over every 16-bit pattern and every rounding boundary, and laws. */
class HalfPrecisionTest {
    private interface Widening {
        float widen(short bits);
    }

    private interface Narrowing {
        short narrow(float value);
    }

    @Test
    void everyF16PatternWidensAsInNumpy() throws IOException {
        assertThat(widened(HalfPrecision::fromF16)).isEqualTo(golden("f16.widen"));
    }

    @Test
    void everyBf16PatternWidensAsInNumpy() throws IOException {
        assertThat(widened(HalfPrecision::fromBf16)).isEqualTo(golden("bf16.widen"));
    }

    @Test
    void f16RoundsAsInNumpyAtEveryBoundary() throws IOException {
        float[] probes = probes(
                HalfPrecision::fromF16,
                65519.996f,
                65520f,
                1e38f,
                -65520f,
                Float.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY);
        assertThat(sha(probes)).isEqualTo(golden("f16.probes"));
        assertThat(narrowed(probes, HalfPrecision::toF16)).isEqualTo(golden("f16.narrow"));
    }

    @Test
    void bf16RoundsAsInTorchAtEveryBoundary() throws IOException {
        float[] probes = probes(HalfPrecision::fromBf16, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
        assertThat(sha(probes)).isEqualTo(golden("bf16.probes"));
        assertThat(narrowed(probes, HalfPrecision::toBf16)).isEqualTo(golden("bf16.narrow"));
    }

    @Test
    void everyPatternComesBackFromFloat32() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            short half = (short) bits;
            assertThat(HalfPrecision.toF16(HalfPrecision.fromF16(half))).isEqualTo(half);
            if (!Float.isNaN(HalfPrecision.fromBf16(half))) {
                assertThat(HalfPrecision.toBf16(HalfPrecision.fromBf16(half))).isEqualTo(half);
            }
        }
    }

    @Property(tries = 20_000)
    void holdsExactlyWhatComesBackUnchanged(@ForAll int bits) {
        float value = Float.intBitsToFloat(bits);
        float short16 = HalfPrecision.fromF16((short) bits);
        assertThat(HalfPrecision.holds(new float[] {1, value}))
                .isEqualTo(Float.floatToRawIntBits(HalfPrecision.fromF16(HalfPrecision.toF16(value))) == bits);
        assertThat(HalfPrecision.holds(new float[] {short16})).isTrue();
    }

    @Property(tries = 20_000)
    void nothingIsNearerThanWhatAFloatIsRoundedTo(@ForAll int bits) {
        float value = Float.intBitsToFloat(bits);
        nearest(value, HalfPrecision::toF16, HalfPrecision::fromF16, 0x7bff);
        nearest(value, HalfPrecision::toBf16, HalfPrecision::fromBf16, 0x7f7f);
    }

    private static void nearest(float value, Narrowing narrowing, Widening widening, int largest) {
        short half = narrowing.narrow(value);
        float back = widening.widen(half);
        if (Float.isNaN(value)) {
            assertThat(back).isNaN();
            return;
        }
        assertThat(Math.copySign(1f, back)).isEqualTo(Math.copySign(1f, value));
        int magnitude = half & 0x7fff;
        if (magnitude > largest) {
            double step = (double) widening.widen((short) largest) - widening.widen((short) (largest - 1));
            assertThat((double) Math.abs(value)).isGreaterThanOrEqualTo(widening.widen((short) largest) + step / 2);
            return;
        }
        double error = Math.abs((double) value - back);
        for (int neighbour : new int[] {Math.max(0, magnitude - 1), Math.min(largest, magnitude + 1)}) {
            double other = Math.copySign(widening.widen((short) neighbour), value);
            assertThat(error).isLessThanOrEqualTo(Math.abs(value - other));
        }
    }

    private static float[] probes(Widening widening, float... further) {
        int count = 0;
        float[][] probes = new float[4][1 << 16];
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = widening.widen((short) bits);
            if (!Float.isFinite(value)) {
                continue;
            }
            float following = widening.widen((short) (bits + 1));
            float middle = (float) (((double) value + (Float.isFinite(following) ? following : value)) / 2);
            probes[0][count] = value;
            probes[1][count] = middle;
            probes[2][count] = Math.nextUp(middle);
            probes[3][count] = Math.nextDown(middle);
            count++;
        }
        float[] all = new float[4 * count + further.length];
        for (int i = 0; i < 4; i++) {
            System.arraycopy(probes[i], 0, all, i * count, count);
        }
        System.arraycopy(further, 0, all, 4 * count, further.length);
        return all;
    }

    private static String widened(Widening widening) {
        float[] values = new float[1 << 16];
        for (int bits = 0; bits < values.length; bits++) {
            values[bits] = widening.widen((short) bits);
        }
        return sha(values);
    }

    private static String narrowed(float[] values, Narrowing narrowing) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putShort(narrowing.narrow(value));
        }
        return Sha256.of(bytes.array());
    }

    /** Every NaN counts as the same one. */
    private static String sha(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putInt(Float.floatToIntBits(value));
        }
        return Sha256.of(bytes.array());
    }

    private static String golden(String key) throws IOException {
        Properties golden = new Properties();
        try (InputStream in =
                HalfPrecisionTest.class.getResourceAsStream("/golden/half-precision/checksums.properties")) {
            golden.load(in);
        }
        return golden.getProperty(key);
    }
}
