package org.vpt4j.vision.weights;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.ShortBuffer;
import org.vpt4j.vision.tensor.HalfPrecision;

/** Converts stored values to float32. */
final class Conversion {
    private static final int PIECE = 8192; // values

    private Conversion() {}

    /**
     * Converts all bytes.
     *
     * @param bytes little-endian, of a type that is readable as floats
     * @param values where they go
     * @param start index of the first
     */
    static void floats(Safetensors.DataType type, ByteBuffer bytes, float[] values, int start) {
        switch (type) {
            case F32 -> bytes.asFloatBuffer().get(values, start, bytes.remaining() / Float.BYTES);
            case F16, BF16 -> halves(type, bytes.asShortBuffer(), values, start);
            case F64 -> {
                DoubleBuffer doubles = bytes.asDoubleBuffer();
                for (int i = 0; doubles.hasRemaining(); i++) {
                    values[start + i] = (float) doubles.get();
                }
            }
            default -> throw new AssertionError(type);
        }
    }

    /** By way of a small array, since access to a native buffer is slow until it is compiled. */
    private static void halves(Safetensors.DataType type, ShortBuffer halves, float[] values, int start) {
        short[] some = new short[Math.min(PIECE, halves.remaining())];
        int at = start;
        while (halves.hasRemaining()) {
            int count = Math.min(some.length, halves.remaining());
            halves.get(some, 0, count);
            if (type == Safetensors.DataType.F16) {
                for (int i = 0; i < count; i++) {
                    values[at + i] = HalfPrecision.fromF16(some[i]);
                }
            } else {
                for (int i = 0; i < count; i++) {
                    values[at + i] = HalfPrecision.fromBf16(some[i]);
                }
            }
            at += count;
        }
    }
}
