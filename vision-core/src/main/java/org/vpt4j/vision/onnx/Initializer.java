package org.vpt4j.vision.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tensor.HalfPrecision;

/**
 * A constant tensor of a model. Its bytes are created when the model is written, one tensor at a time, so that a large
 * encoder is never in memory twice.
 *
 * @param name unique in its graph
 * @param type of its elements
 * @param shape sizes of its axes
 * @param content returns exactly the bytes that type and shape require, little-endian and row-major, the same each time
 */
@SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
record Initializer(String name, OnnxGraph.ElementType type, long[] shape, Supplier<ByteBuffer> content) {
    private static final int LARGEST_INT8 = 127; // symmetric: -128 is not used

    static Initializer floats(String name, long[] shape, Supplier<float[]> values) {
        return new Initializer(name, OnnxGraph.ElementType.FLOAT, shape, () -> {
            float[] floats = values.get();
            ByteBuffer bytes = bytes(4L * floats.length);
            bytes.asFloatBuffer().put(floats);
            return bytes;
        });
    }

    static Initializer halves(String name, long[] shape, Supplier<float[]> values) {
        return new Initializer(name, OnnxGraph.ElementType.FLOAT16, shape, () -> {
            float[] floats = values.get();
            ByteBuffer bytes = bytes(2L * floats.length);
            for (float value : floats) {
                bytes.putShort(HalfPrecision.toF16(value));
            }
            return bytes.flip();
        });
    }

    static Initializer integers(String name, long[] shape, long... values) {
        return new Initializer(name, OnnxGraph.ElementType.INT64, shape, () -> {
            ByteBuffer bytes = bytes(8L * values.length);
            bytes.asLongBuffer().put(values);
            return bytes;
        });
    }

    static Initializer int8Zero(String name) {
        return new Initializer(name, OnnxGraph.ElementType.INT8, new long[0], () -> bytes(1));
    }

    /** A matrix {@code [in, out]} as integers, and the scale of each of its columns, {@code [out]}. */
    record Int8Columns(Initializer tensor, FloatTensor scales) {}

    static Int8Columns int8Columns(String name, long[] shape, Supplier<float[]> values) {
        int columns = Math.toIntExact(shape[1]);
        float[] scales = scales(values.get(), columns);
        Initializer tensor = new Initializer(name, OnnxGraph.ElementType.INT8, shape, () -> {
            float[] floats = values.get();
            ByteBuffer bytes = bytes(floats.length);
            for (int i = 0; i < floats.length; i++) {
                bytes.put((byte) Math.round(floats[i] / scales[i % columns]));
            }
            return bytes.flip();
        });
        return new Int8Columns(tensor, FloatTensor.vector(scales));
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

    /** Number of bytes. */
    long size() {
        long elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, size);
        }
        return Math.multiplyExact(elements, type.bytes());
    }

    /** Everything but the bytes. */
    TensorProto.Builder description() {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.code());
        for (long size : shape) {
            tensor.addDims(size);
        }
        return tensor;
    }
}
