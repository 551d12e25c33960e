package org.vpt4j.vision.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A constant tensor of a model: what it is, and its bytes once they are needed, little-endian and row-major.
 *
 * @param name unique in its graph
 * @param type of its elements
 * @param shape sizes of its axes
 * @param content gives exactly as many bytes as type and shape ask for, the same each time
 */
@SuppressWarnings("ArrayRecordComponent") // stays within this package, compared by nobody
record Initializer(String name, ElementType type, long[] shape, Supplier<ByteBuffer> content) {

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
