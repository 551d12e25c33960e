package org.vpt4j.vision.tensor;

/**
 * Conversions between float32 and the two 16-bit formats, IEEE 754 binary16 (F16) and bfloat16 (BF16).
 *
 * <p>Widening is exact for every bit pattern. Narrowing rounds to nearest, ties to even, with subnormals and infinities; a
 * NaN stays a NaN with its sign and leading payload bits.
 */
public final class HalfPrecision {
    /** Largest finite value of F16. */
    public static final float F16_MAX = 65504f;

    /** Factor between a float32 and an F16 with the same exponent bits. */
    private static final float EXPONENTS = 0x1p112f;

    private HalfPrecision() {}

    /** F16 to float32, exact. */
    public static float fromF16(short half) {
        int sign = (half & 0x8000) << 16;
        int magnitude = half & 0x7fff;
        if (magnitude >= 0x7c00) { // infinity, NaN
            return Float.intBitsToFloat(sign | 0x7f800000 | ((magnitude & 0x3ff) << 13));
        }
        return Float.intBitsToFloat(sign | (magnitude << 13)) * EXPONENTS; // also for subnormals
    }

    /** Float32 to F16, to nearest, ties to even; 65520 and above become infinite. */
    public static short toF16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude >= 0x38800000 && magnitude < 0x477ff000) { // 2^-14 to 65520: normal, the common case
            int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
            return (short) (sign | ((rounded - 0x38000000) >>> 13));
        }
        if (magnitude > 0x7f800000) { // NaN: keep the payload's leading bits, but never become an infinity
            int payload = (magnitude >>> 13) & 0x3ff;
            return (short) (sign | 0x7c00 | (payload == 0 ? 1 : payload));
        }
        if (magnitude >= 0x477ff000) { // 65520: half way between the largest value and the next
            return (short) (sign | 0x7c00);
        }
        if (magnitude <= 0x33000000) { // 2^-25: half of the smallest value, a tie that becomes zero
            return (short) sign;
        }
        int mantissa = (magnitude & 0x7fffff) | 0x800000;
        int shift = 126 - (magnitude >>> 23);
        int rounded = mantissa + (1 << (shift - 1)) - 1 + ((mantissa >>> shift) & 1);
        return (short) (sign | (rounded >>> shift));
    }

    /** Whether all values are exact in F16. */
    public static boolean holds(float[] values) {
        for (float value : values) {
            int bits = Float.floatToRawIntBits(value);
            int exponent = bits & 0x7f800000;
            boolean plain = (bits & 0x1fff) == 0 && exponent >= 0x38800000 && exponent <= 0x47000000;
            if (!plain && Float.floatToRawIntBits(fromF16(toF16(value))) != bits) {
                return false;
            }
        }
        return true;
    }

    /** BF16 to float32, exact. */
    public static float fromBf16(short brain) {
        return Float.intBitsToFloat(brain << 16);
    }

    /** Float32 to BF16, to nearest, ties to even. */
    public static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if ((bits & 0x7fffffff) > 0x7f800000) { // NaN: made quiet, so that it stays a NaN without its low bits
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
