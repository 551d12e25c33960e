package org.vpt4j.vision.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tensor.HalfPrecision;

/**
 * The constant tensors of a graph. They are turned into bytes one after the other when the model is written, so that no
 * second copy of a large encoder is ever held.
 */
final class Initializers {
    private static final int LARGEST_INT8 = 127; // symmetric: -128 is not used

    private final List<Initializer> all = new ArrayList<>();

    List<Initializer> all() {
        return Collections.unmodifiableList(all);
    }

    void addFloats(String name, long[] shape, Supplier<float[]> values) {
        all.add(new Initializer(name, ElementType.FLOAT, shape, () -> {
            float[] floats = values.get();
            ByteBuffer bytes = bytes(4L * floats.length);
            bytes.asFloatBuffer().put(floats);
            return bytes;
        }));
    }

    void addHalves(String name, long[] shape, Supplier<float[]> values) {
        all.add(new Initializer(name, ElementType.FLOAT16, shape, () -> {
            float[] floats = values.get();
            ByteBuffer bytes = bytes(2L * floats.length);
            for (float value : floats) {
                bytes.putShort(HalfPrecision.toF16(value));
            }
            return bytes.flip();
        }));
    }

    void addIntegers(String name, long[] shape, long... values) {
        all.add(new Initializer(name, ElementType.INT64, shape, () -> {
            ByteBuffer bytes = bytes(8L * values.length);
            bytes.asLongBuffer().put(values);
            return bytes;
        }));
    }

    void addInt8Zero(String name) {
        all.add(new Initializer(name, ElementType.INT8, new long[0], () -> bytes(1)));
    }

    /** Stores {@code [in, out]} as integers; gives the scale of each of the columns, {@code [out]}. */
    FloatTensor addInt8Columns(String name, long[] shape, Supplier<float[]> values) {
        int columns = Math.toIntExact(shape[1]);
        float[] scales = scales(values.get(), columns);
        all.add(new Initializer(name, ElementType.INT8, shape, () -> {
            float[] floats = values.get();
            ByteBuffer bytes = bytes(floats.length);
            for (int i = 0; i < floats.length; i++) {
                bytes.put((byte) Math.round(floats[i] / scales[i % columns]));
            }
            return bytes.flip();
        }));
        return FloatTensor.vector(scales);
    }

    private static float[] scales(float[] values, int columns) {
        float[] largest = new float[columns];
        for (int i = 0; i < values.length; i++) {
            largest[i % columns] = Math.max(largest[i % columns], Math.abs(values[i]));
        }
        for (int c = 0; c < columns; c++) {
            largest[c] = largest[c] == 0 ? 1 : largest[c] / LARGEST_INT8;
        }
        return largest;
    }

    private static ByteBuffer bytes(long size) {
        return ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
