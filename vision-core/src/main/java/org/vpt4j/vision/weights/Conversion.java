package org.vpt4j.vision.weights;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import org.vpt4j.vision.tensor.HalfPrecision;

/** Converts stored values to float32. */
final class Conversion {
    private Conversion() {}

    /** @param bytes little-endian, of a type that is readable as floats */
    static float[] floats(Safetensors.DataType type, ByteBuffer bytes) {
        float[] values = new float[bytes.remaining() / type.bytes()];
        switch (type) {
            case F32 -> bytes.asFloatBuffer().get(values);
            case F16 -> {
                short[] halves = shorts(bytes);
                for (int i = 0; i < values.length; i++) {
                    values[i] = HalfPrecision.fromF16(halves[i]);
                }
            }
            case BF16 -> {
                short[] halves = shorts(bytes);
                for (int i = 0; i < values.length; i++) {
                    values[i] = HalfPrecision.fromBf16(halves[i]);
                }
            }
            case F64 -> {
                DoubleBuffer doubles = bytes.asDoubleBuffer();
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) doubles.get(i);
                }
            }
            default -> throw new AssertionError(type);
        }
        return values;
    }

    static short[] shorts(ByteBuffer bytes) {
        short[] shorts = new short[bytes.remaining() / Short.BYTES];
        bytes.asShortBuffer().get(shorts);
        return shorts;
    }
}
