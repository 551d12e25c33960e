package org.vpt4j.vision.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.OptionalLong;
import org.vpt4j.vision.weights.Safetensors.DataType;

/**
 * Looks for the first value that is NaN or infinite, eight bytes at a time. All exponent bits of such a value are set, so
 * that adding the lowest of them carries into the place of its sign, and never further.
 */
final class FiniteCheck {
    private static final int PIECE = 2048; // longs
    private static final int UNROLLED = 8; // divides it

    private final DataType type;
    private final Lanes lanes;
    private final long[] words = new long[PIECE];
    private long seen;
    private OptionalLong bad = OptionalLong.empty();

    /** The bits of the values that share a long. */
    private record Lanes(int bits, long exponents, long lowest, long signs) {
        static Lanes of(DataType type) {
            return switch (type) {
                case F32 -> new Lanes(32, 0x7f800000_7f800000L, 0x00800000_00800000L, 0x80000000_80000000L);
                case F16 -> new Lanes(16, 0x7c007c00_7c007c00L, 0x04000400_04000400L, 0x80008000_80008000L);
                case BF16 -> new Lanes(16, 0x7f807f80_7f807f80L, 0x00800080_00800080L, 0x80008000_80008000L);
                default -> new Lanes(64, 0, 0, 0); // checked one by one
            };
        }
    }

    FiniteCheck(DataType type) {
        this.type = type;
        this.lanes = Lanes.of(type);
    }

    /** Checks more values, little-endian. */
    void accept(ByteBuffer bytes) {
        int count = bytes.remaining() / type.bytes();
        if (bad.isEmpty()) {
            long found = type == DataType.F64 ? firstDouble(bytes) : first(bytes);
            bad = found < 0 ? bad : OptionalLong.of(seen + found);
        }
        seen += count;
    }

    OptionalLong firstNotFinite() {
        return bad;
    }

    private long first(ByteBuffer bytes) {
        LongBuffer longs = bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
        int perLong = Long.SIZE / lanes.bits();
        long before = 0;
        while (longs.hasRemaining()) {
            int count = Math.min(PIECE, longs.remaining());
            longs.get(words, 0, count);
            if (isAnyInfinite(count)) {
                return before + firstInfinite(count);
            }
            before += (long) count * perLong;
        }
        int rest = bytes.remaining() % Long.BYTES;
        words[0] = 0;
        for (int i = 0; i < rest; i++) {
            words[0] |= (bytes.get(bytes.limit() - rest + i) & 0xffL) << (Byte.SIZE * i);
        }
        return isAnyInfinite(1) ? before + firstInfinite(1) : -1;
    }

    /**
     * Eight at a time, which also the interpreter and the first compiler get through fast: a start is over before the second
     * one has compiled this. Words beyond the count are of an earlier piece, or zero: none is infinite.
     */
    private boolean isAnyInfinite(int count) {
        long[] w = words;
        long e = lanes.exponents();
        long l = lanes.lowest();
        long carried = 0;
        for (int i = 0; i < count; i += UNROLLED) {
            carried |= ((w[i] & e) + l)
                    | ((w[i + 1] & e) + l)
                    | ((w[i + 2] & e) + l)
                    | ((w[i + 3] & e) + l)
                    | ((w[i + 4] & e) + l)
                    | ((w[i + 5] & e) + l)
                    | ((w[i + 6] & e) + l)
                    | ((w[i + 7] & e) + l);
        }
        return (carried & lanes.signs()) != 0;
    }

    private long firstInfinite(int count) {
        for (int i = 0; i < count; i++) {
            long carried = ((words[i] & lanes.exponents()) + lanes.lowest()) & lanes.signs();
            if (carried != 0) {
                return ((long) i * Long.SIZE + Long.numberOfTrailingZeros(carried)) / lanes.bits();
            }
        }
        throw new AssertionError("there is one");
    }

    /** After rounding to float32. */
    private static long firstDouble(ByteBuffer bytes) {
        for (int i = 0; i < bytes.remaining() / Double.BYTES; i++) {
            if (!Float.isFinite((float) bytes.getDouble(bytes.position() + Double.BYTES * i))) {
                return i;
            }
        }
        return -1;
    }
}
