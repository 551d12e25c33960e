package org.vpt4j.vision.weights;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.vpt4j.vision.weights.Safetensors.DataType;

/**
 * Looks for the first value that is NaN or infinite. All exponent bits of such a value are set, so that, without its sign,
 * it is at least as large as infinity; the largest value of an array is found by a loop that is vectorised.
 */
final class FiniteCheck {
    private static final int INFINITE32 = 0x7f800000;
    private static final int INFINITE16 = 0x7c00;
    private static final int INFINITE_BF16 = 0x7f80;

    private final DataType type;
    private int[] bits = {};
    private long seen;
    private OptionalLong bad = OptionalLong.empty();

    FiniteCheck(DataType type) {
        this.type = type;
    }

    /** Checks more values, little-endian. */
    void accept(ByteBuffer bytes) {
        int count = bytes.remaining() / type.bytes();
        if (bad.isEmpty()) {
            int found =
                    switch (type) {
                        case F16 -> first(Conversion.shorts(bytes), INFINITE16);
                        case BF16 -> first(Conversion.shorts(bytes), INFINITE_BF16);
                        case F32 -> first(ints(bytes));
                        default -> first(Conversion.floats(type, bytes));
                    };
            bad = found < 0 ? bad : OptionalLong.of(seen + found);
        }
        seen += count;
    }

    OptionalLong firstNotFinite() {
        return bad;
    }

    /** The array is used again. */
    private int[] ints(ByteBuffer bytes) {
        int count = bytes.remaining() / Integer.BYTES;
        bits = bits.length == count ? bits : new int[count];
        bytes.asIntBuffer().get(bits);
        return bits;
    }

    private static int first(int[] bits) {
        int largest = 0;
        for (int value : bits) {
            largest = Math.max(largest, value & Integer.MAX_VALUE);
        }
        if (largest < INFINITE32) {
            return -1;
        }
        int i = 0;
        while ((bits[i] & Integer.MAX_VALUE) < INFINITE32) {
            i++;
        }
        return i;
    }

    private static int first(short[] bits, int infinite) {
        int largest = 0;
        for (short value : bits) {
            largest = Math.max(largest, value & Short.MAX_VALUE);
        }
        if (largest < infinite) {
            return -1;
        }
        int i = 0;
        while ((bits[i] & Short.MAX_VALUE) < infinite) {
            i++;
        }
        return i;
    }

    private static int first(float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }
}
