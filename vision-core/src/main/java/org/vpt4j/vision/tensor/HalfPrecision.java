package org.vpt4j.vision.tensor;

/**
 * Exact conversions between float32 and the two 16-bit formats, IEEE 754 binary16 (F16) and bfloat16 (BF16).
 *
 * <p>Widening is exact for every bit pattern. Narrowing rounds to the nearest value, ties to even, into subnormals and
 * infinities where it must; a NaN stays a NaN with its sign and leading payload bits.
 */
public final class HalfPrecision {
    /** Largest finite value of F16. */
    public static final float F16_MAX = 65504f;

    /** Between a float32 and the F16 of the same exponent bits. */
    private static final float EXPONENTS = 0x1p112f;

    private HalfPrecision() {}

    /** F16 to float32, exact. */
    public static float fromF16(short half) {
        int sign = (half & 0x8000) << 16;
        int magnitude = half & 0x7fff;
        if (magnitude >= 0x7c00) { // infinity, NaN
            return Float.intBitsToFloat(sign | 0x7f800000 | ((magnitude & 0x3ff) << 13));
        }
        return Float.intBitsToFloat(sign | (magnitude << 13)) * EXPONENTS; // subnormals, too
    }

    /** Float32 to F16, to nearest, ties to even; 65520 and above become infinite. */
    public static short toF16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude >= 0x38800000 && magnitude < 0x477ff000) { // 2^-14 to 65520, what most are: normal
            int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
            return (short) (sign | ((rounded - 0x38000000) >>> 13));
        }
        if (magnitude > 0x7f800000) { // NaN: the payload's leading bits, never turned into an infinity
            int payload = (magnitude >>> 13) & 0x3ff;
            return (short) (sign | 0x7c00 | (payload == 0 ? 1 : payload));
        }
        if (magnitude >= 0x477ff000) { // 65520: half way between the largest value and the next step
            return (short) (sign | 0x7c00);
        }
        if (magnitude <= 0x33000000) { // 2^-25: half of the smallest step, a tie that goes to zero
            return (short) sign;
        }
        int mantissa = (magnitude & 0x7fffff) | 0x800000;
        int shift = 126 - (magnitude >>> 23);
        int rounded = mantissa + (1 << (shift - 1)) - 1 + ((mantissa >>> shift) & 1);
        return (short) (sign | (rounded >>> shift));
    }

    /** Whether F16 holds every one of these without loss. */
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
        if ((bits & 0x7fffffff) > 0x7f800000) { // NaN: made quiet, so that cutting its payload leaves a NaN
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
